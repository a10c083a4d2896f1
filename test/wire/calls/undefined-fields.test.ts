import { expect, test } from 'vitest';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const PURCHASE = { reference: 'A-1', amount: 1000, currency: 'EUR' };

test('a filter that is undefined is not sent', async () => {
  const loopback = await startLoopback(() => ({ json: { items: [], has_more: false } }));
  const { orders } = checkoutAt(loopback.url);
  await orders.list({ status: undefined, currency: undefined, q: 'a', amount_gte: undefined, cursor: undefined });
  expect(loopback.calls()[0]?.url.split('?')[1]).toBe('q=a');
});

test('a field of a body that is undefined is left out, and has its default', async () => {
  const loopback = await startLoopback(({ url }) => ({
    json: url?.includes('payment-links')
      ? { link_id: 'l', payment_URL: 'https://checkout.paysera.com/l', order_id: 'o' }
      : { order_id: 'o' },
  }));
  const link = { name: undefined, experience: undefined, lifetime: undefined };
  await checkoutAt(loopback.url).createPayment({ purchase: PURCHASE, project_id: undefined, link });
  const [order, made] = loopback.calls().map(({ text }) => JSON.parse(text));
  expect(order).toEqual({ purchase: { ...PURCHASE, amount: '1000' } });
  expect(made).toMatchObject({ name: 'A-1', experience: { language: 'en' } });
});

test('a payment request whose business_id and key are undefined has those of the client', async () => {
  const loopback = await startLoopback(() => ({ json: { id: 'a', status: 'new' } }));
  const undefinedFields = { business_id: undefined, unique_identifier: undefined, locale: undefined };
  await recurringAt(loopback.url).paymentRequests.create({ ...PAYMENT_REQUEST, ...undefinedFields });
  const sent = JSON.parse(loopback.calls()[0]?.text ?? '');
  expect(sent).toMatchObject({ business_id: expect.any(String), unique_identifier: expect.any(String) });
  expect(sent).not.toHaveProperty('locale');
});
