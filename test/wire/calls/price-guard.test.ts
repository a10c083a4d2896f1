import { describe, expect, test } from 'vitest';
import { type PriceEncoding, readPrice } from '../../../src/index.ts';
import { recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const EUR_9_99 = { amount: 999, currency: 'EUR' };

async function createWithEcho(echo: object, priceEncoding?: PriceEncoding, price = EUR_9_99) {
  const server = await startLoopback(() => ({ json: { id: 'abc', status: 'new', ...echo } }));
  return recurringAt(server.url, { priceEncoding }).paymentRequests.create({ ...PAYMENT_REQUEST, price });
}

type Row = readonly [amount: unknown, sent: number, currency: string];

// What Paysera may return for the price that was sent. Strings are decimals in every source; integers come in two units.
const AGREE: Readonly<Record<PriceEncoding, readonly Row[]>> = {
  decimal: [
    ['9.99', 999, 'EUR'],
    ['9.990', 999, 'EUR'],
    [9.99, 999, 'EUR'],
    [999, 999, 'EUR'],
    ['5.00', 500, 'EUR'],
    ['5', 500, 'EUR'],
    ['5.0', 500, 'EUR'],
    [5, 500, 'EUR'],
    [500, 500, 'EUR'],
    ['2500', 2500, 'JPY'],
    ['2500.00', 2500, 'JPY'],
    [2500, 2500, 'JPY'],
    ['1.5', 1500, 'KWD'],
    [1.5, 1500, 'KWD'],
    [1500, 1500, 'KWD'],
  ],
  minor: [
    [999, 999, 'EUR'],
    [9.99, 999, 'EUR'],
    ['9.99', 999, 'EUR'],
    ['9.990', 999, 'EUR'],
    ['5', 500, 'EUR'],
    ['2500', 2500, 'JPY'],
    [7, 7, 'XXX'],
  ],
};

const DISAGREE: Readonly<Record<PriceEncoding, readonly Row[]>> = {
  decimal: [
    ['999', 999, 'EUR'],
    ['999.00', 999, 'EUR'],
    [99900, 999, 'EUR'],
    ['9.999', 999, 'EUR'],
    [9.98, 999, 'EUR'],
    [10, 999, 'EUR'],
    ['9,99', 999, 'EUR'],
    ['-9.99', 999, 'EUR'],
    ['9.99 ', 999, 'EUR'],
    ['', 999, 'EUR'],
    [Number.MAX_SAFE_INTEGER + 1, Number.MAX_SAFE_INTEGER, 'JPY'],
    [-999, 999, 'EUR'],
    [true, 100, 'EUR'],
    [['9.99'], 999, 'EUR'],
    ['25', 2500, 'JPY'],
    [25, 2500, 'JPY'],
    ['15.00', 1500, 'KWD'],
  ],
  minor: [
    ['999', 999, 'EUR'],
    ['999.00', 999, 'EUR'],
    [99900, 999, 'EUR'],
    [5, 500, 'EUR'],
    ['500', 500, 'EUR'],
    ['7', 7, 'XXX'],
  ],
};

for (const encoding of ['decimal', 'minor'] as const) {
  describe(`after a price that was sent as ${encoding}`, () => {
    test.each(AGREE[encoding])('%j for %i %s is the same money', async (amount, sent, currency) => {
      const created = await createWithEcho({ price: { amount, currency } }, encoding, { amount: sent, currency });
      expect(created.price, 'as it was on the wire').toEqual({ amount, currency });
    });

    test.each(DISAGREE[encoding])('%j for %i %s may be other money', async (amount, sent, currency) => {
      const creating = createWithEcho({ price: { amount, currency } }, encoding, { amount: sent, currency });
      await expect(creating).rejects.toMatchObject({
        name: 'AmountMismatchError',
        code: 'amount_mismatch',
        operation: 'createPaymentRequest',
        paymentRequestId: 'abc',
        message: expect.stringContaining('Nothing has been charged yet'),
      });
    });
  });
}

describe('the price in the response is compared with the one that was sent', () => {
  test('both are in the error as they were on the wire; the default encoding is a decimal', async () => {
    await expect(createWithEcho({ price: { amount: '999.00', currency: 'EUR' } })).rejects.toMatchObject({
      sent: { amount: '9.99', currency: 'EUR' },
      received: { amount: '999.00', currency: 'EUR' },
    });
  });

  test.each<[string, unknown]>([
    ['another currency', { amount: '9.99', currency: 'USD' }],
    ['a currency in lower case', { amount: '9.99', currency: 'eur' }],
    ['no currency', { amount: '9.99' }],
    ['no amount', { currency: 'EUR' }],
    ['null', null],
    ['a string', '9.99 EUR'],
    ['a number', 999],
    ['a list', []],
  ])('%s is no match', async (_, price) => {
    await expect(createWithEcho({ price })).rejects.toMatchObject({ name: 'AmountMismatchError' });
  });

  test('no price at all, as one of the samples answers, passes', async () => {
    await expect(createWithEcho({})).resolves.toMatchObject({ id: 'abc', status: 'new' });
  });

  test.each<[unknown, boolean]>([
    ['5.00', true],
    [500, true],
    ['9.99', false],
    ['500', false],
  ])('a partial capture of EUR 5.00 that returns price_paid %j: the same money is %j', async (amount, isSame) => {
    const paid = { id: 'abc', status: 'captured', price_paid: { amount, currency: 'EUR' } };
    const server = await startLoopback(() => ({ json: paid }));
    const part = { capture_amount: { amount: 500, currency: 'EUR' } };
    const capturing = recurringAt(server.url).paymentRequests.capture('abc', part);
    if (isSame) await expect(capturing).resolves.toEqual(paid);
    else
      await expect(capturing).rejects.toMatchObject({
        name: 'AmountMismatchError',
        sent: { amount: '5.00', currency: 'EUR' },
        message: expect.stringContaining('Money has been taken'),
      });
  });
});

describe('readPrice reads a returned price in minor units', () => {
  test.each<[unknown, string, number | undefined, PriceEncoding?]>([
    ['9.99', 'EUR', 999],
    ['9.990', 'EUR', 999],
    [9.99, 'EUR', 999],
    [999, 'EUR', undefined],
    [999, 'EUR', 999, 'minor'],
    ['9.99', 'EUR', 999, 'minor'],
    ['999', 'EUR', 99900],
    [0, 'EUR', 0],
    [2500, 'JPY', 2500],
    ['2500', 'JPY', 2500],
    [1500, 'KWD', undefined],
    ['9.999', 'EUR', undefined],
    ['9.99', 'XXX', undefined],
    ['90071992547409.92', 'EUR', undefined],
    [null, 'EUR', undefined],
  ])('%j %s is %j', (amount, currency, minorUnits, priceEncoding) => {
    expect(readPrice({ amount, currency }, { priceEncoding })).toEqual({ minorUnits, currency, wireAmount: amount });
  });

  test.each([[undefined], [null], ['9.99'], [999]])('%j is no price', (price) => {
    expect(readPrice(price)).toEqual({ minorUnits: undefined, currency: undefined, wireAmount: undefined });
  });
});

test('business_id defaults to the client’s own, and can be set by the caller', async () => {
  const server = await startLoopback(() => ({ json: { id: 'abc', status: 'new' } }));
  const { paymentRequests } = recurringAt(server.url);
  const request = { ...PAYMENT_REQUEST, price: EUR_9_99 };
  await paymentRequests.create(request);
  await paymentRequests.create({ ...request, business_id: 'another' });
  expect(server.requests.map(({ text }) => JSON.parse(text).business_id)).toEqual([
    'Opb2XVb-gEh4aGcR09Ko5Wb8V_6vueDM',
    'another',
  ]);
});
