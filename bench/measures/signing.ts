import { createHash, createHmac } from 'node:crypto';
import { interleave, median, ratioOf } from '../interleave.ts';
import { ours } from '../ours.ts';
import type { Row } from '../row.ts';

const KEY = 'bench-key-bench-key-bench-key-00';

/** Signing a request, beside the one hash and the one HMAC it cannot do without. */
export async function signing(quick: boolean): Promise<Row[]> {
  const { createMacSigner } = await ours();
  const body = JSON.stringify({ price: { amount: 999, currency: 'EUR' }, text: 'x'.repeat(2000) });
  const url = 'https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests';
  const signer = createMacSigner({ macId: 'bench', macKey: KEY });
  const get = new Request(url);
  const post = new Request(url, { method: 'POST', body });
  const normalized =
    'ts\nnonce\nPOST\n/checkout/rest/v1/payment-requests\ncheckout-eu-a.paysera.com\n443\nbody_hash=\n';
  const hmac = () => createHmac('sha256', KEY).update(normalized).digest('base64');
  const pairs = [
    ['MAC of a GET', () => signer.sign(get), async () => hmac()],
    [
      'MAC of a POST of 2 kB',
      () => signer.sign(post),
      async () => [createHash('sha256').update(body).digest('base64'), hmac()],
    ],
  ] as const;
  const rows: Row[] = [];
  for (const [what, sign, bare] of pairs) {
    const [mine, least] = await interleave(
      [
        { name: 'ours', run: sign },
        { name: 'bare', run: bare },
      ],
      quick ? { rounds: 9, calls: 300 } : { rounds: 31, calls: 2000 },
    );
    if (!mine || !least) continue;
    rows.push({
      group: 'Signatures',
      what: `${what}, per second`,
      unit: '',
      ours: Math.round(1e6 / median(mine.cpu)),
      peer: { name: 'bare node:crypto', value: Math.round(1e6 / median(least.cpu)) },
      ratio: ratioOf(mine, least, 'cpu'),
    });
  }
  return rows;
}
