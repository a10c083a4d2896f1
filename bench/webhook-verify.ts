// `node bench/webhook-verify.ts`: the time of verifyWebhook over that of a bare createHmac, on a body of 2 kB.
import { createHmac } from 'node:crypto';
import document from '../generated/checkout/openapi.json' with { type: 'json' };
import { verifyWebhook } from '../src/webhooks/verify.ts';

const ROUNDS = 60;
const CALLS = 2_000;
const secret = '0199c0de-0000-7000-8000-00000000beef';

interface Payload {
  order: { merchant_data: unknown[]; payment_links: { payments: object[] }[] };
}

/** The order snapshot of the document, as it is documented. */
function documented(): Payload {
  const { post } = document.webhooks.order;
  return structuredClone(post.requestBody.content['application/json'].examples.paid.value);
}

/** Fills a payload up to 2 kB with merchant data, whose values have at most 255 characters. */
function filled(payload: Payload): Buffer {
  const { merchant_data: pairs } = payload.order;
  for (let room = 2_000; ; pairs.push({ key: `line_${pairs.length}`, value: 'x'.repeat(Math.min(255, room)) })) {
    room = 2_000 - JSON.stringify(payload).length - 35;
    if (room <= 0) return Buffer.from(JSON.stringify(payload));
  }
}

/** Three fully documented payments: as many fields and as few long strings as fit into 2 kB. */
function dense(): Payload {
  const payload = documented();
  const payer = {
    payer_name: 'Vardas Pavardenis',
    payer_email: 'payer@example.com',
    payer_ip_country: 'LT',
    payer_country: 'LT',
  };
  const original = { created_at: 1760000010, updated_at: 1760000160, original_amount: 1990, original_currency: 'EUR' };
  for (const { payments } of payload.order.payment_links) {
    for (let count = 0; count < 2; count++) payments.push({ ...payments[0], ...payer, ...original });
  }
  return payload;
}

async function nanoseconds(call: () => unknown): Promise<number> {
  const started = process.hrtime.bigint();
  for (let index = 0; index < CALLS; index++) await call();
  return Number(process.hrtime.bigint() - started) / CALLS;
}

for (const [name, body] of [
  ['the documented order and merchant data', filled(documented())],
  ['the same with three payments', filled(dense())],
] as const) {
  const hmac = () => createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    host: 'shop.example',
    'content-type': 'application/json',
    'x-paysera-signature': hmac(),
    'x-paysera-signature-alg': 'HMAC-SHA256',
  };
  const forged = { ...headers, 'x-paysera-signature': '0'.repeat(64) };
  const calls = {
    hmac,
    parse: () => JSON.parse(body.toString()),
    verify: () => verifyWebhook({ body, headers, secret }),
    refuse: () => verifyWebhook({ body, headers: forged, secret }).catch(() => {}),
  };
  // In turns, and the best of each, since the load of the machine varies.
  const best = { hmac: Infinity, parse: Infinity, verify: Infinity, refuse: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of Object.keys(calls) as (keyof typeof calls)[])
      best[key] = Math.min(best[key], await nanoseconds(calls[key]));
  }
  const ratio = (value: number) => `${(value / best.hmac).toFixed(2)} ×`;
  console.log(
    `${body.length} bytes, ${name}: createHmac ${Math.round(best.hmac)} ns, JSON.parse ${ratio(best.parse)}, verifyWebhook ${ratio(best.verify)}, a forged one ${ratio(best.refuse)}`,
  );
}
