import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import document from '../../generated/checkout/openapi.json' with { type: 'json' };
import { interleave, median, ratioOf } from '../interleave.ts';
import { ours, webhooks } from '../ours.ts';
import type { Row } from '../row.ts';

const KEY = 'bench-key-bench-key-bench-key-00';

interface Pair {
  readonly what: string;
  readonly run: () => Promise<unknown>;
  /** The unavoidable hashes, over the same bytes. */
  readonly bare: () => unknown;
  readonly limit?: number;
}

/** Signing and verifying, compared with the plain `node:crypto` calls that they contain. */
export async function signing(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { what, run, bare, limit } of [...(await signatures()), await verification()]) {
    const [mine, least] = await interleave(
      [
        { name: 'ours', run },
        { name: 'bare', run: async () => bare() },
      ],
      quick ? { rounds: 9, calls: 500 } : { rounds: 41, calls: 2000 },
    );
    if (!mine || !least) continue;
    rows.push({
      group: 'Signatures',
      what: `${what}, per second`,
      unit: '',
      ours: Math.round(1e6 / median(mine.cpu)),
      peer: { name: 'bare node:crypto', value: Math.round(1e6 / median(least.cpu)) },
      // A ratio of times, as everywhere: more per second means less time each.
      ratio: ratioOf(mine, least, 'cpu'),
      ...(limit !== undefined && { budget: { on: 'ratio', limit } as const }),
    });
  }
  return rows;
}

async function signatures(): Promise<Pair[]> {
  const { createMacSigner } = await ours();
  const body = JSON.stringify({ price: { amount: 999, currency: 'EUR' }, text: 'x'.repeat(2000) });
  const url = 'https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests';
  const signer = createMacSigner({ macId: 'bench', macKey: KEY });
  const get = new Request(url);
  const post = new Request(url, { method: 'POST', body });
  const normalized =
    'ts\nnonce\nPOST\n/checkout/rest/v1/payment-requests\ncheckout-eu-a.paysera.com\n443\nbody_hash=\n';
  const hmac = () => createHmac('sha256', KEY).update(normalized).digest('base64');
  return [
    { what: 'MAC of a GET Request', run: () => signer.sign(get), bare: hmac },
    {
      what: 'MAC of a POST Request of 2 kB',
      run: () => signer.sign(post),
      bare: () => [createHash('sha256').update(body).digest('base64'), hmac()],
    },
  ];
}

/** A webhook of 2 kB. Bare: the HMAC, and the comparison in constant time. */
async function verification(): Promise<Pair> {
  const { signWebhook, verifyWebhook } = await webhooks();
  // The document's own example, padded to 2 kB with an unknown field.
  const payload = { ...document.webhooks.order.post.requestBody.content['application/json'].examples.paid.value };
  const filler = 'x'.repeat(2000 - JSON.stringify(payload).length);
  const { body, headers } = await signWebhook({ body: { ...payload, filler }, secret: KEY });
  const bytes = Buffer.from(body);
  const signature = Buffer.from(headers['x-paysera-signature'] ?? '', 'hex');
  return {
    what: 'webhook of 2 kB verified',
    run: () => verifyWebhook({ body: bytes, headers, secret: KEY }),
    bare: () => {
      if (!timingSafeEqual(createHmac('sha256', KEY).update(bytes).digest(), signature)) throw new Error('forged');
    },
    limit: 3,
  };
}
