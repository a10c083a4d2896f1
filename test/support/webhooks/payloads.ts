import { createHmac } from 'node:crypto';
import { documentOf } from '../document-of.ts';

export const SECRET = '0199c0de-0000-7000-8000-00000000beef';

/** The order snapshot of Paysera's documentation. */
export const ORDER = {
  event: { type: 'order', name: 'amount_paid_updated' },
  order: {
    paysera_order_id: '01990000-0000-7000-8000-000000000001',
    merchant_order_id: 'A-1001',
    source: 'Integration',
    amount: 1990,
    amount_paid: 1990,
    currency: 'EUR',
    status: 'paid',
    created_at: 1760000000,
    updated_at: 1760000160,
    merchant_data: [{ key: 'cart', value: '77' }],
    payment_links: [
      {
        id: '01990000-0000-7000-8000-0000000000b1',
        name: 'A-1001',
        created_at: 1760000010,
        updated_at: 1760000160,
        payments: [
          {
            id: '01990000-0000-7000-8000-0000000000c1',
            method: 'seb',
            status: 'settled',
            purpose: 'A-1001',
            payment_country: 'LT',
            payment_currency: 'EUR',
            payment_amount: 1990,
          },
        ],
      },
    ],
  },
};

/** The thin payment event of Paysera's documentation. */
export const PAYMENT = {
  version: 1,
  event: { type: 'payment', name: 'status_updated' },
  order: { paysera_order_id: '01990000-0000-7000-8000-000000000001', merchant_order_id: 'A-1001' },
  payment: { id: '01990000-0000-7000-8000-0000000000c1', status: 'settled', amount: 1990, currency: 'EUR' },
  timestamp: 1760000160,
};

/** A refund event keeps the member `payment`. */
export const REFUND = {
  ...PAYMENT,
  event: { type: 'refund', name: 'status_updated' },
  payment: { ...PAYMENT.payment, status: 'refunded', amount: 500 },
};

/** Split payments only; no `paysera_order_id`. */
export const DISTRIBUTION = {
  event: { type: 'paysera.fund-distributor.distribution', name: 'completed' },
  distribution: { id: 'd-1' },
};

/** Every example that the document gives of a webhook, by its place. */
export function documentedPayloads(): [string, unknown][] {
  const { webhooks } = documentOf('checkout') as {
    webhooks: Record<
      string,
      { post: { requestBody: { content: Record<string, { examples: Record<string, { value: unknown }> }> } } }
    >;
  };
  return Object.entries(webhooks).flatMap(([name, { post }]) =>
    Object.values(post.requestBody.content).flatMap(({ examples = {} }) =>
      Object.entries(examples).map(([key, { value }]): [string, unknown] => [`${name}.${key}`, value]),
    ),
  );
}

/** Signed by node:crypto alone, so that a mistake of ours cannot sign and verify itself. */
export function hmac(body: string | Uint8Array, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

export function headersOf(signature: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    host: 'shop.example',
    'content-type': 'application/json',
    'x-paysera-signature': signature,
    'x-paysera-signature-alg': 'HMAC-SHA256',
    'x-paysera-created-at': '1760000160',
    'x-paysera-request-id': '01990000-0000-7000-8000-0000000000d1',
    'x-paysera-callback-id': '01990000-0000-7000-8000-0000000000d2',
    ...more,
  };
}

/** A delivery over `fetch`, as Paysera posts it. */
export function post(payload: unknown, more: Record<string, string> = {}): Request {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return new Request('https://shop.example/hooks/paysera', {
    method: 'POST',
    headers: headersOf(hmac(body), more),
    body,
  });
}
