import { describe, expect, test } from 'vitest';
import { operations as checkoutTable } from '../../../generated/checkout/operations.ts';
import { operations as recurringTable } from '../../../generated/recurring-billing/operations.ts';
import type { AmountInput, CallOptions } from '../../../src/index.ts';
import type { Operation } from '../../../src/runtime/operation.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { type Recorded, startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

type Encoding = 'digits' | 'integer';

// How Paysera's published reference encodes amounts, independently of the generated table: strings of digits where an
// order is created or updated, numbers everywhere else.
const EXPECTED: Readonly<Record<string, Readonly<Record<string, Encoding>>>> = {
  createOrder: {
    'purchase.amount': 'digits',
    'purchase.minimum_amount': 'integer',
    'purchase.maximum_amount': 'integer',
    'purchase.suggested_amount': 'integer',
    'purchase.amount_buttons': 'integer',
  },
  updateOrder: { amount: 'digits' },
  listOrders: {
    amount: 'integer',
    amount_gte: 'integer',
    amount_lte: 'integer',
    amount_paid: 'integer',
    amount_paid_gte: 'integer',
    amount_paid_lte: 'integer',
  },
  createPaymentLink: {
    'purchase.amount': 'integer',
    'purchase.suggested_amount': 'integer',
    'purchase.amount_buttons': 'integer',
  },
  updatePaymentLink: {
    'purchase.amount': 'integer',
    'purchase.suggested_amount': 'integer',
    'purchase.amount_buttons': 'integer',
  },
  listPaymentMethods: { amount: 'integer' },
  createRefund: { amount: 'integer' },
  createPaymentRequest: { 'price.amount': 'integer' },
  capturePaymentRequest: { 'capture_amount.amount': 'integer' },
};

const tables: readonly Operation[] = [...Object.values(checkoutTable), ...Object.values(recurringTable)];
const places = tables.flatMap(({ id, amounts = [] }) =>
  amounts.map(({ in: where, at }) => ({ id, where, at, as: EXPECTED[id]?.[at] as Encoding })),
);

/** `{ purchase: { amount } }` from `purchase.amount`, with what else the operation requires. */
function inputWith(at: string, amount: unknown): Record<string, unknown> {
  const [last = '', ...outer] = at.split('.').reverse();
  const isList = last === 'amount_buttons';
  const leaf = { [last]: isList ? [amount] : amount, currency: 'EUR' };
  return outer.reduce<Record<string, unknown>>((inner, name) => ({ [name]: inner }), leaf);
}

const send: Readonly<Record<string, (url: string, input: never, options?: CallOptions) => PromiseLike<unknown>>> = {
  createOrder: (url, input) => checkoutAt(url).orders.create(input),
  updateOrder: (url, input) => checkoutAt(url).orders.update('a', input),
  listOrders: (url, input) => checkoutAt(url).orders.list(input),
  createPaymentLink: (url, input) => checkoutAt(url).paymentLinks.create(input),
  updatePaymentLink: (url, input) => checkoutAt(url).paymentLinks.update('a', input),
  listPaymentMethods: (url, input) => checkoutAt(url).paymentMethods.list(input),
  createRefund: (url, input) => checkoutAt(url).payments.refund('a', input),
  createPaymentRequest: (url, input) => recurringAt(url, { priceEncoding: 'minor' }).paymentRequests.create(input),
  capturePaymentRequest: (url, input) =>
    recurringAt(url, { priceEncoding: 'minor' }).paymentRequests.capture('a', input),
};

const ANSWER = {
  order_id: 'a',
  link_id: 'a',
  payment_URL: 'https://api.paysera.com/x',
  id: 'a',
  status: 'captured',
  items: [],
  has_more: false,
};

const server = () => startLoopback(() => ({ json: ANSWER }));

/** The amount in the bytes that were sent: `"1000"` or `1000`. */
function onTheWire({ url, text }: Recorded, where: string, at: string): string | undefined {
  const name = at.split('.').at(-1) ?? '';
  if (where === 'query') return new RegExp(`[?&]${name}=([^&]*)`).exec(url)?.[1];
  return new RegExp(`"${name}":\\[?("?\\d+"?)`).exec(text)?.[1];
}

test('the generated tables contain exactly the amounts that are listed here', () => {
  const found = places.map(({ id, at }) => `${id} ${at}`);
  const expected = Object.entries(EXPECTED).flatMap(([id, fields]) => Object.keys(fields).map((at) => `${id} ${at}`));
  expect(found.sort()).toEqual(expected.sort());
});

describe.each(places)('$at of $id', ({ id, where, at, as }) => {
  const wanted = (digits: string) => (as === 'digits' ? `"${digits}"` : digits);

  test.each<[AmountInput, string]>([
    [1000, '1000'],
    ['1000', '1000'],
    [1000n, '1000'],
    [0, '0'],
    [9007199254740991, '9007199254740991'],
  ])(`%o is sent as ${as}`, async (amount, digits) => {
    const loopback = await server();
    const input = inputWith(at, amount);
    const before = structuredClone(input);
    await send[id]?.(loopback.url, input as never);
    expect(onTheWire(loopback.calls()[0] as Recorded, where, at)).toBe(wanted(digits));
    expect(input, 'the caller’s own object').toEqual(before);
  });

  test.each<[unknown]>([
    ['25.00'],
    [25.5],
    ['25,00'],
    [-1],
    ['-1'],
    [-1n],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 53],
    [''],
    [' 1'],
    ['010'],
    ['00'],
    ['1e3'],
    ['0x10'],
    ['٢٥'],
    ['9'.repeat(33)],
    [true],
    [{}],
    [null],
    [[1]],
    [[]],
    [[[1]]],
  ])('%o is rejected before anything is sent', async (amount) => {
    const loopback = await server();
    const sending = Promise.resolve().then(() => send[id]?.(loopback.url, inputWith(at, amount) as never));
    const error = await sending.catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'InvalidAmountError', code: 'invalid_amount' });
    expect((error as { field: string }).field).toMatch(new RegExp(`^${at.replaceAll('.', '\\.')}`));
    expect((error as Error).message).toMatch(/minorUnits\('25\.00', 'EUR'\)|2\^53/);
    expect(loopback.requests).toEqual([]);
  });

  test('an amount beyond 2^53 is exact as digits, and rejected as a number', async () => {
    const loopback = await server();
    const sending = Promise.resolve().then(() => send[id]?.(loopback.url, inputWith(at, 2n ** 64n) as never));
    if (as === 'digits') {
      await sending;
      expect(onTheWire(loopback.calls()[0] as Recorded, where, at)).toBe('"18446744073709551616"');
    } else {
      await expect(sending).rejects.toMatchObject({ name: 'InvalidAmountError' });
      expect(loopback.requests).toEqual([]);
    }
  });
});

test('an amount sent through client.api is encoded the same way', async () => {
  const loopback = await server();
  const body = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };
  await checkoutAt(loopback.url).api.POST('/merchant-order/integration/v1/orders', { body });
  expect(loopback.calls()[0]?.text).toContain('"amount":"1000"');
});

test('an order without an amount is sent without one, since the payer sets it', async () => {
  const loopback = await server();
  const { orders } = checkoutAt(loopback.url);
  await orders.create({ purchase: { reference: 'GIFT', currency: 'EUR', payer_sets_amount: true } });
  expect(JSON.parse(loopback.calls()[0]?.text ?? '')).toEqual({
    purchase: { reference: 'GIFT', currency: 'EUR', payer_sets_amount: true },
  });
});

describe('an amount that cannot be checked is never sent', () => {
  const ORDERS = '/merchant-order/integration/v1/orders';
  const hidden: readonly [string, unknown][] = [
    ['a text', '{"purchase":{"reference":"A-1","amount":-25.5,"currency":"EUR"}}'],
    ['a list', [{ purchase: { amount: '-1' } }]],
    ['null', null],
  ];

  test.each(hidden)('%s instead of a body is rejected, also through client.api', async (_, body) => {
    const loopback = await server();
    const { api, orders } = checkoutAt(loopback.url);
    const refused = {
      name: 'ConfigurationError',
      message: expect.stringMatching(/createOrder: body is .*expected a plain object/),
    };
    await expect(api.POST(ORDERS, { body: body as never })).rejects.toMatchObject(refused);
    await expect(orders.create(body as never)).rejects.toMatchObject(refused);
    expect(loopback.requests).toEqual([]);
  });

  test('a body with toJSON is rejected, and client.api checks what toJSON returns', async () => {
    const loopback = await server();
    const { api, orders } = checkoutAt(loopback.url);
    const body = { toJSON: () => ({ purchase: { amount: -1 } }) } as never;
    await expect(orders.create(body)).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(api.POST(ORDERS, { body })).rejects.toMatchObject({ name: 'InvalidAmountError' });
    expect(loopback.requests).toEqual([]);
  });

  test('a list in place of an amount, and an amount in place of a list, are rejected', async () => {
    const loopback = await server();
    const { orders } = checkoutAt(loopback.url);
    const purchase = { reference: 'A-1', currency: 'EUR' };
    for (const wrong of [{ amount: [1] }, { amount: [] }, { amount_buttons: 5 }, { amount_buttons: null }]) {
      await expect(orders.create({ purchase: { ...purchase, ...wrong } } as never)).rejects.toMatchObject({
        name: 'InvalidAmountError',
      });
    }
    expect(loopback.requests).toEqual([]);
  });

  test.each([
    ['an empty body', {}],
    ['a misspelled amount', { ammount: 300, currency: 'EUR' }],
    ['no body', undefined],
  ])('a refund with %s is rejected, also through client.api', async (_, body) => {
    const loopback = await server();
    const { api, payments } = checkoutAt(loopback.url);
    const refused = {
      name: 'InvalidAmountError',
      field: 'amount',
      message: expect.stringContaining('amount is missing'),
    };
    await expect(payments.refund('p', body as never)).rejects.toMatchObject(refused);
    const params = { path: { paymentId: 'p' } };
    const path = '/payment-executor/integration/v1/payments/{paymentId}/refunds';
    await expect(api.POST(path, { params, body: body as never })).rejects.toMatchObject(refused);
    expect(loopback.requests).toEqual([]);
  });
});

describe('a price of Recurring Billing is sent as a decimal unless priceEncoding says otherwise', () => {
  test.each<[AmountInput, string, string]>([
    [999, 'EUR', '"9.99"'],
    ['5', 'EUR', '"0.05"'],
    [2500, 'JPY', '"2500"'],
    [1500n, 'KWD', '"1.500"'],
  ])('%s %s is sent as %s, at creation and at capture', async (amount, currency, written) => {
    const loopback = await startLoopback(() => ({ json: { id: 'c', status: 'captured' } }));
    const { paymentRequests } = recurringAt(loopback.url);
    const price = { amount, currency };
    await paymentRequests.create({ ...PAYMENT_REQUEST, price });
    await paymentRequests.capture('c', { capture_amount: price });
    for (const { text } of loopback.requests) expect(text).toContain(`"amount":${written}`);
  });

  test('a currency without known minor units is rejected before anything is sent', async () => {
    const loopback = await server();
    const { paymentRequests } = recurringAt(loopback.url);
    const capturing = paymentRequests.capture('c', { capture_amount: { amount: 1, currency: 'XXX' } });
    await expect(capturing).rejects.toMatchObject({ name: 'InvalidAmountError' });
    expect(loopback.requests).toEqual([]);
  });
});
