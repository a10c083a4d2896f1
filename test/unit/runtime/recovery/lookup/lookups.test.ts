import '../../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import {
  createCheckout,
  createRecurringBilling,
  isOutcomeUnknownError,
  type Resolution,
} from '../../../../../src/index.ts';
import { FAULTS, type FaultName } from '../../../../support/model/faults.ts';
import { memoryFetch } from '../../../../support/model/memory.ts';
import { Paysera, SMALL_PAGES } from '../../../../support/model/paysera.ts';
import { CHARGE, CHECKOUT, RECURRING } from '../../../../support/model/wanted.ts';

const ORDER = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const LINK = { name: 'A-1', experience: { language: 'en' }, purchase: { amount: 1000 } };

/** A server where a fault can be set for the next request that is not a GET. */
function losingResponses(paysera: Paysera, spoil?: (body: Record<string, unknown>) => unknown) {
  let next: FaultName | undefined;
  const plain = memoryFetch(paysera, ({ method, url }) => {
    if (method === 'GET' || url.endsWith('/token')) return undefined;
    const name = next;
    next = undefined;
    return name && FAULTS[name];
  });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await plain(input, init);
    if (!spoil || init?.method !== 'GET') return response;
    return Response.json(spoil((await response.json()) as Record<string, unknown>), response);
  };
  return {
    checkout: createCheckout({ ...CHECKOUT, fetch }),
    recurring: createRecurringBilling({ ...RECURRING, fetch }),
    strike: (name: FaultName) => {
      next = name;
    },
  };
}

/** A client that knows nothing of ours. */
function strangerOf(paysera: Paysera) {
  return createCheckout({ ...CHECKOUT, fetch: memoryFetch(paysera) });
}

async function resolved(call: Promise<unknown>): Promise<Resolution> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!isOutcomeUnknownError(error)) throw new Error('not an OutcomeUnknownError', { cause: error });
  return error.resolve();
}

const LOST = '503 after';
const NEVER_THERE = '503 before';

describe('a lost order', () => {
  test('a lost order is found by its reference, amount and currency, and returned as its creation would have been', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    strike(LOST);
    expect(await resolved(checkout.orders.create(ORDER))).toMatchObject({
      outcome: 'happened',
      value: { order_id: paysera.orders.all[0]?.id, purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } },
    });
  });

  test.each([
    ['a longer reference', { reference: 'A-10' }],
    ['another amount', { amount: 1001 }],
    ['another currency', { currency: 'USD' }],
  ])('is not one with %s', async (_, other) => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    await strangerOf(paysera).orders.create({ purchase: { ...ORDER.purchase, ...other } });
    strike(NEVER_THERE);
    expect(await resolved(checkout.orders.create(ORDER))).toEqual({ outcome: 'did-not-happen' });
  });

  test('an order that this client already received is not taken for the lost one', async () => {
    const { checkout, strike } = losingResponses(new Paysera(SMALL_PAGES));
    await checkout.orders.create(ORDER);
    strike(NEVER_THERE);
    expect(await resolved(checkout.orders.create(ORDER))).toEqual({ outcome: 'did-not-happen' });
  });

  test('several matches leave the outcome unknown, and all of them are returned', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    // Another client's order, created at the same moment.
    await strangerOf(paysera).orders.create(ORDER);
    strike(LOST);
    const resolution = await resolved(checkout.orders.create(ORDER));
    expect(resolution).toMatchObject({ outcome: 'unknown' });
    expect(resolution.outcome === 'unknown' && resolution.candidates).toHaveLength(2);
  });

  test('an order found before Paysera’s clock was known is not claimed by the wrong creation', async () => {
    vi.useFakeTimers();
    try {
      const paysera = new Paysera(SMALL_PAGES);
      const strikes: FaultName[] = ['reset after it was processed', 'reset before the request is read'];
      const plain = memoryFetch(paysera, ({ method, url }) => {
        const name = method === 'POST' && url.endsWith('/orders') ? strikes.shift() : undefined;
        return name && FAULTS[name];
      });
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await plain(input, init);
        // No response carries a Date until the lookup.
        if (init?.method !== 'GET') response.headers.delete('date');
        return response;
      };
      const checkout = createCheckout({ ...CHECKOUT, fetch });
      const first = await checkout.orders.create(ORDER).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(120_000);
      const second = await checkout.orders.create(ORDER).catch((error: unknown) => error);
      expect(await resolved(Promise.reject(second))).toEqual({ outcome: 'did-not-happen' });
      expect(await resolved(Promise.reject(first))).toMatchObject({ outcome: 'happened' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('a lost order is distinguished from others whose reference begins alike', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    for (let i = 0; i < 60; i++)
      await checkout.orders.create({ purchase: { ...ORDER.purchase, reference: `A-1${i}` } });
    strike(LOST);
    expect(await resolved(checkout.orders.create(ORDER))).toMatchObject({
      outcome: 'happened',
      value: { order_id: paysera.orders.all[60]?.id },
    });
  });

  test('a lost order in a list too long to search stays unknown', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    for (let i = 0; i < 130; i++)
      await checkout.orders.create({ purchase: { ...ORDER.purchase, reference: `A-1${i}` } });
    strike(NEVER_THERE);
    expect(await resolved(checkout.orders.create(ORDER))).toEqual({ outcome: 'unknown' });
  });

  test('a lost order whose amount the payer sets is found without an amount', async () => {
    const { checkout, strike } = losingResponses(new Paysera(SMALL_PAGES), (body) =>
      'items' in body ? body : { ...body, amount: null },
    );
    strike(LOST);
    const order = { purchase: { reference: 'A-1', currency: 'EUR', payer_sets_amount: true } };
    expect(await resolved(checkout.orders.create(order))).toMatchObject({ outcome: 'happened' });
  });
});

describe('a lost change of an order', () => {
  test('a lost update is recognized by the values of the order', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    const { order_id } = await checkout.orders.create(ORDER);
    for (const [patch, outcome] of [
      [{ reference: 'A-1' }, 'happened'],
      [{ amount: 1000, currency: 'EUR' }, 'happened'],
      [{ amount: 2000 }, 'did-not-happen'],
    ] as const) {
      strike(NEVER_THERE);
      expect(await resolved(checkout.orders.update(order_id, patch))).toMatchObject({ outcome });
    }
  });
});

describe('a lost link', () => {
  test('a lost link is found by its order', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { checkout, strike } = losingResponses(paysera);
    const [one, other] = [await checkout.orders.create(ORDER), await checkout.orders.create(ORDER)];
    await checkout.paymentLinks.create({ ...LINK, order_id: other.order_id });
    strike(LOST);
    expect(await resolved(checkout.paymentLinks.create({ ...LINK, order_id: one.order_id }))).toMatchObject({
      outcome: 'happened',
      value: { link_id: paysera.links.all[1]?.id, order_id: one.order_id },
    });
    strike(NEVER_THERE);
    expect(await resolved(checkout.paymentLinks.create({ ...LINK, order_id: other.order_id }))).toEqual({
      outcome: 'did-not-happen',
    });
  });

  // Paysera does not document what this list contains.
  test.each(['order_id', 'created_at', 'payment_URL'])(
    'a lost link stays unknown when the list does not contain %s',
    async (field) => {
      const { checkout, strike } = losingResponses(new Paysera(SMALL_PAGES), ({ items, ...rest }) => ({
        ...rest,
        items: (items as object[]).map((item) => ({ ...item, [field]: undefined })),
      }));
      const { order_id } = await checkout.orders.create(ORDER);
      strike(LOST);
      expect(await resolved(checkout.paymentLinks.create({ ...LINK, order_id }))).toMatchObject({ outcome: 'unknown' });
    },
  );
});

describe('a lost payment request', () => {
  const { token: _, unique_identifier: __, ...request } = CHARGE;

  test('a lost payment request is found by its key, among others', async () => {
    const paysera = new Paysera(SMALL_PAGES);
    const { recurring, strike } = losingResponses(paysera);
    for (let i = 0; i < 5; i++) await recurring.paymentRequests.create(request);
    strike(LOST);
    const idempotencyKey = 'the-key';
    const call = recurring.paymentRequests.create(request, { idempotencyKey, retry: false });
    expect(await resolved(call)).toMatchObject({ outcome: 'happened', value: { id: paysera.requests.all[5]?.id } });
  });

  test('a lost payment request stays unknown when the list does not contain keys', async () => {
    const { recurring, strike } = losingResponses(new Paysera(SMALL_PAGES), ({ items, ...rest }) => ({
      ...rest,
      items: (items as object[]).map((item) => ({ ...item, unique_identifier: undefined })),
    }));
    strike(LOST);
    expect(await resolved(recurring.paymentRequests.create(request, { retry: false }))).toEqual({ outcome: 'unknown' });
  });

  test('a lost startPayment or refund leaves nothing to look up, and stays unknown', async () => {
    const { recurring, checkout, strike } = losingResponses(new Paysera(SMALL_PAGES));
    const { id } = await recurring.paymentRequests.create(request);
    strike(NEVER_THERE);
    const started = recurring.paymentRequests.startPayment(id, { method_key: 'card' });
    expect(await resolved(started)).toMatchObject({ outcome: 'unknown', candidates: [{ id }] });
    strike(LOST);
    const refunded = checkout.payments.refund('p', { amount: 1, currency: 'EUR' }, { retry: false });
    expect(await resolved(refunded)).toEqual({ outcome: 'unknown' });
  });
});
