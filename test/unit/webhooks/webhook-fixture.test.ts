import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { FIXTURE_EVENTS, type FixtureEvent, type FixturePayloads } from '../../../src/testing/fixture-events.ts';
import { webhookFixture } from '../../../src/testing/index.ts';
import { createWebhookHandler, verifyWebhook, type WebhookEvent } from '../../../src/webhooks/index.ts';
import { documentOf } from '../../support/document-of.ts';
import { errorOf } from '../../support/error-of.ts';

const secret = 'client-secret-1';
const document = documentOf('checkout');
const events = FIXTURE_EVENTS as readonly FixtureEvent[];

/** What is wrong with a payload by the document's own schema of its webhook. */
function mistakesIn(event: string, payload: unknown): unknown {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false });
  ajv.addSchema(document, 'checkout');
  const [about] = event.split('.');
  const at = `/webhooks/${about}/post/requestBody/content/application~1json/schema`;
  const check = ajv.compile({ $ref: `checkout#${at}` });
  check(payload);
  return check.errors;
}

test('there is a fixture of each webhook of the document and each status that it lists', () => {
  expect(events.filter((event) => !event.startsWith('payment.'))).toEqual([
    'order.paid',
    'order.pending_payment',
    'order.canceled',
    'order.closed',
    'refund.refunded',
    'distribution.completed',
  ]);
  expect(events).toContain('payment.settled');
  expect(events).toContain('payment.chargeback');
});

describe.each(events)('%s', (event) => {
  const values = { amount: 2550, currency: 'USD', reference: 'ORDER-7', orderId: 'o-7', paymentId: 'p-7' };

  test('is valid by the document, as it is and with other values', async () => {
    for (const given of [{}, values, { ...values, isTest: true }]) {
      const { payload, body } = await webhookFixture(event, given);
      expect(mistakesIn(event, payload)).toBeNull();
      expect(JSON.parse(body)).toEqual(payload);
    }
  });

  test('passes verification when it is signed, and not when it is not', async () => {
    const { body, headers } = await webhookFixture(event, { ...values, secret });
    await expect(verifyWebhook({ body, headers, secret })).resolves.toMatchObject({ isTest: false });
    const unsigned = await webhookFixture(event, values);
    const error = await errorOf(verifyWebhook({ ...unsigned, secret }));
    expect(error.name).toBe('WebhookVerificationError');
  });
});

test('the values of a paid order are in each place that has them', async () => {
  const { payload } = await webhookFixture('order.paid', {
    ...{ amount: '1990', currency: 'USD', reference: 'ORDER-7', orderId: 'o-7', paymentId: 'p-7', isTest: true },
  });
  const { order } = payload;
  expect(order).toMatchObject({
    ...{ paysera_order_id: 'o-7', merchant_order_id: 'ORDER-7', amount: 1990, amount_paid: 1990, currency: 'USD' },
    status: 'paid',
  });
  expect(order.payment_links).toEqual([expect.objectContaining({ name: 'ORDER-7' })]);
  expect(order.payment_links[0]?.payments).toEqual([
    expect.objectContaining({ id: 'p-7', purpose: 'ORDER-7', payment_amount: 1990, payment_currency: 'USD' }),
  ]);
  const { body, headers } = await webhookFixture('order.paid', { isTest: true, secret });
  expect((await verifyWebhook({ body, headers, secret })).isTest).toBe(true);
});

test('an order that is not paid has no payments, and one that is paid in part has one of that part', async () => {
  const none = await webhookFixture('order.pending_payment', { amount: 1000 });
  expect(none.payload.order).toMatchObject({ amount: 1000, amount_paid: 0, payment_links: [{ payments: [] }] });
  const part = await webhookFixture('order.pending_payment', { amount: 1000, amountPaid: 400n });
  expect(part.payload.order).toMatchObject({ status: 'pending_payment', amount: 1000, amount_paid: 400 });
  expect(part.payload.order.payment_links[0]?.payments).toMatchObject([{ payment_amount: 400 }]);
});

test('a payment and a refund have their own id, amount and status', async () => {
  const payment = await webhookFixture('payment.failed', { amount: 5, paymentId: 'p-1', isTest: true });
  expect(payment.payload.payment).toMatchObject({ id: 'p-1', status: 'failed', amount: 5, is_test: true });
  const refund = await webhookFixture('refund.refunded', { amount: 3, orderId: 'o-1' });
  expect(refund.payload).toMatchObject({ order: { paysera_order_id: 'o-1' }, payment: { amount: 3 } });
  expectTypeOf(refund.payload).toEqualTypeOf<FixturePayloads['refund']>();
});

test('the same fixture twice is a delivery that was sent again: it is handled once', async () => {
  const handled: WebhookEvent[] = [];
  const handler = createWebhookHandler({ secret, on: { order: (event) => void handled.push(event) } });
  const deliver = async () => {
    const { body, headers } = await webhookFixture('order.paid', { secret });
    return (await handler(new Request('https://shop.example/hooks', { method: 'POST', body, headers }))).status;
  };
  expect([await deliver(), await deliver()]).toEqual([200, 200]);
  expect(handled).toHaveLength(1);
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'an event that is nearly one',
    () => webhookFixture('order.payed' as FixtureEvent),
    /^order\.payed is not an event of the OpenAPI document; did you mean order\.paid\?$/,
  ],
  ['another event', () => webhookFixture('x' as FixtureEvent), /expected one of order\.paid, /],
  ['a misspelled value', () => webhookFixture('order.paid', { ammount: 1 } as object), /did you mean amount\?/],
  ['an amount in euros', () => webhookFixture('order.paid', { amount: 19.9 }), /amount is 19\.9; expected a whole/],
])('%s is refused', async (_, call, message) => {
  expect((await errorOf(call())).message).toMatch(message);
});
