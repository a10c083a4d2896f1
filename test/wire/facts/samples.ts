import { expect } from 'vitest';
import type { OwnFact } from './own.ts';

const SITE = 'https://your-site.paysera.net';
const ORDER = {
  redirect_urls: { success_url: `${SITE}/success`, failure_url: `${SITE}/failure`, callback_url: `${SITE}/webhook` },
  purchase: { reference: 'ORDER-12345', amount: '2500', currency: 'EUR' },
};
const compact = JSON.stringify(ORDER);

// The page has one sample in six languages. They differ in what their serializers write, and in the header of C#. Compared
// byte for byte with what PHP 8.2 (`json_encode`) and Python 3.11 (`json.dumps`, as in `requests`) write of this order; Node is
// the third that was run. Kotlin, Go and C# are by the rules of their serializers.
const LANGUAGES: readonly [line: number, language: string, type: string, body: string][] = [
  [40, 'PHP', 'application/json', compact.replaceAll('/', '\\/')],
  [83, 'JavaScript', 'application/json', compact],
  [122, 'Python', 'application/json', compact.replaceAll('":', '": ').replaceAll(',"', ', "')],
  [156, 'Kotlin', 'application/json', compact],
  [198, 'Go', 'application/json', compact],
  [258, 'C#', 'application/json; charset=utf-8', compact],
];

export const SAMPLES: readonly OwnFact[] = LANGUAGES.map(([line, language, type, body]) => ({
  kind: 'of its own',
  at: ['payment-orders', line],
  what: `the order of the sample in ${language} is created: 201, with an order_id`,
  check: async ({ raw, checkout, exchanges }) => {
    const { body: token } = await raw.requestToken();
    const send = (text: string) =>
      raw.raw('POST', '/merchant-order/integration/v1/orders', text, {
        Authorization: `Bearer ${token.access_token}`,
        'Content-Type': type,
      });
    expect(JSON.parse(body)).toEqual(ORDER);
    const { status, body: created } = await send(body);
    expect([status, created.order_id]).toEqual([201, expect.stringMatching(/^[\w-]{36}$/)]);
    const found = await checkout.orders.get(created.order_id);
    expect(found).toMatchObject({ amount: 2500, reference: 'ORDER-12345', callback_url: `${SITE}/webhook` });
    expect((await send(body.replace('2500', '-1'))).status).toBe(400);
    // The client sends the same.
    expect(exchanges.get('createOrder')?.sent).toMatchObject({ purchase: { amount: '2500', currency: 'EUR' } });
  },
}));
