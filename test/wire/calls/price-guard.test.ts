import { describe, expect, test } from 'vitest';
import type { PriceEncoding } from '../../../src/index.ts';
import { recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';

const REQUEST = {
  order_id: 'S-1',
  price: { amount: 999, currency: 'EUR' },
  description: 'd',
  payer: { email: 'a@b.c' },
  accept_url: 'https://m/a',
  cancel_url: 'https://m/c',
  callback_url: 'https://m/n',
};

async function createWithEcho(echo: unknown, priceEncoding: PriceEncoding = 'minor') {
  const server = await startLoopback(() => ({ json: { id: 'abc', status: 'new', ...(echo as object) } }));
  return recurringAt(server.url, { priceEncoding }).paymentRequests.create(REQUEST);
}

describe('the raw price in the response is compared with what was sent', () => {
  test.each<[string, unknown, PriceEncoding?]>([
    ['another type: the string "999"', { price: { amount: '999', currency: 'EUR' } }],
    ['another unit: "999.00"', { price: { amount: '999.00', currency: 'EUR' } }],
    ['another unit: "9.99"', { price: { amount: '9.99', currency: 'EUR' } }],
    ['another value: 99900', { price: { amount: 99900, currency: 'EUR' } }],
    ['another value: 9.99', { price: { amount: 9.99, currency: 'EUR' } }],
    ['another currency', { price: { amount: 999, currency: 'USD' } }],
    ['a currency in lower case', { price: { amount: 999, currency: 'eur' } }],
    ['no currency', { price: { amount: 999 } }],
    ['no amount', { price: { currency: 'EUR' } }],
    ['decimal sent, number back', { price: { amount: 9.99, currency: 'EUR' } }, 'decimal'],
    ['decimal sent, integer back', { price: { amount: 999, currency: 'EUR' } }, 'decimal'],
    ['decimal sent, other digits back', { price: { amount: '9.990', currency: 'EUR' } }, 'decimal'],
  ])('%s is an AmountMismatchError', async (_, echo, encoding) => {
    const sent = { amount: encoding === 'decimal' ? '9.99' : 999, currency: 'EUR' };
    await expect(createWithEcho(echo, encoding)).rejects.toMatchObject({
      name: 'AmountMismatchError',
      code: 'amount_mismatch',
      operation: 'createPaymentRequest',
      paymentRequestId: 'abc',
      sent,
      received: (echo as { price: unknown }).price,
      message: expect.stringContaining('Nothing has been charged yet'),
    });
  });

  test.each<[string, unknown, PriceEncoding?]>([
    ['the same integer', { price: { amount: 999, currency: 'EUR' } }],
    ['the same decimal', { price: { amount: '9.99', currency: 'EUR' } }, 'decimal'],
    ['no price at all, as one of the samples answers', {}],
  ])('%s passes', async (_, echo, encoding) => {
    await expect(createWithEcho(echo, encoding)).resolves.toMatchObject({ id: 'abc', status: 'new' });
  });

  test.each([[null], ['999 EUR'], [999], [[]]])('a price of %o is no match', async (price) => {
    await expect(createWithEcho({ price })).rejects.toMatchObject({
      name: 'AmountMismatchError',
    });
  });
});

test('business_id defaults to the client’s own, and can be set by the caller', async () => {
  const server = await startLoopback(() => ({ json: { id: 'abc', status: 'new' } }));
  const { paymentRequests } = recurringAt(server.url);
  await paymentRequests.create(REQUEST);
  await paymentRequests.create({ ...REQUEST, business_id: 'another' });
  expect(server.requests.map(({ text }) => JSON.parse(text).business_id)).toEqual([
    'Opb2XVb-gEh4aGcR09Ko5Wb8V_6vueDM',
    'another',
  ]);
});
