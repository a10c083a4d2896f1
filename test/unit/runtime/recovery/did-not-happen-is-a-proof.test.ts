import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { createCheckout, isOutcomeUnknownError, memoryIntents, type Resolution } from '../../../../src/index.ts';
import { memoryFetch } from '../../../support/model/memory.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHECKOUT } from '../../../support/model/wanted.ts';

const ORDER = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const LINK = { name: 'A-1', experience: { language: 'en' }, purchase: { amount: 1000 } };

type Body = Record<string, unknown>;
type Edit = (body: Body, url: URL) => unknown;

/** A client that loses the response to each creation, processed or not, and whose reads are edited. */
function lossy(paysera: Paysera, edit: Edit = (body) => body, { done = true, headers = {}, ...options } = {}) {
  const plain = memoryFetch(paysera);
  const requests: string[] = [];
  let losing = true;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    requests.push(`${init?.method} ${url.pathname}`);
    const isCreation = init?.method === 'POST' && !url.pathname.endsWith('/token');
    if (isCreation && losing) {
      if (done) await plain(input, init);
      return Response.json({}, { status: 503 });
    }
    const response = await plain(input, init);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, String(value));
    if (init?.method !== 'GET') return response;
    return Response.json(edit((await response.json()) as Body, url), response);
  };
  const checkout = createCheckout({ ...CHECKOUT, fetch, ...options });
  const lose = (lost: boolean) => {
    losing = lost;
  };
  return { checkout, requests, lose };
}

async function resolved(call: Promise<unknown>): Promise<Resolution> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (!isOutcomeUnknownError(error)) throw new Error('not an OutcomeUnknownError', { cause: error });
  return error.resolve();
}

const ofOrder =
  (change: Body): Edit =>
  (body) =>
    'items' in body ? body : { ...body, ...change };

describe('a field that is missing, of another type or spelled differently does not prove that it is another order', () => {
  test.each<[string, Edit]>([
    ['an amount in text', ofOrder({ amount: '1000' })],
    ['no amount', ofOrder({ amount: undefined })],
    ['a time in ISO 8601', ofOrder({ created_at: new Date().toISOString() })],
    ['a time in milliseconds', ofOrder({ created_at: Date.now() })],
    ['no time', ofOrder({ created_at: undefined })],
    ['its currency in lower case', ofOrder({ currency: 'eur' })],
    ['no currency', ofOrder({ currency: undefined })],
    ['a reference with a space', ofOrder({ reference: ' A-1' })],
    ['a reference in another case', ofOrder({ reference: 'a-1' })],
    ['a reference as a number', ofOrder({ reference: 1 })],
    ['a reference that was not searched for', ofOrder({ reference: 'B-2' })],
    ['another id', ofOrder({ id: 'another' })],
    ['an empty object', (body) => ('items' in body ? body : {})],
    ['items without ids', (body) => ('items' in body ? { ...body, items: [{}] } : body)],
    ['items of null', (body) => ('items' in body ? { ...body, items: [null] } : body)],
    ['no items', (body) => ('items' in body ? { has_more: false } : body)],
    [
      'a list that does not say where it ends',
      ({ has_more: _, ...body }) => ('items' in body ? { ...body, items: [] } : body),
    ],
    ['a list that turns in a circle', (body) => ('items' in body ? { items: [], cursor: 'x', has_more: true } : body)],
  ])('an order whose lookup returns %s stays unknown', async (_, edit) => {
    const paysera = new Paysera();
    expect(await resolved(lossy(paysera, edit).checkout.orders.create(ORDER))).toMatchObject({ outcome: 'unknown' });
    expect(paysera.orders.all).toHaveLength(1);
  });

  test('createPayment creates no second order when the first cannot be recognized', async () => {
    const paysera = new Paysera();
    const { checkout } = lossy(paysera, ofOrder({ amount: '1000' }));
    await expect(checkout.createPayment(ORDER)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    expect(paysera.orders.all).toHaveLength(1);
  });

  test.each<[string, Edit]>([
    ['another amount', (body) => editLinks(body, { purchase: { amount: 999 } })],
    ['another order id', (body) => editLinks(body, { order_id: 'another' })],
  ])('a link with %s is another one', async (_, edit) => {
    const { checkout, lose } = lossy(new Paysera(), edit, { done: false });
    lose(false);
    const { order_id } = await checkout.orders.create(ORDER);
    await checkout.paymentLinks.create({ ...LINK, order_id });
    lose(true);
    const again = checkout.paymentLinks.create({ ...LINK, order_id });
    expect(await resolved(again)).toEqual({ outcome: 'did-not-happen' });
  });

  test.each<[string, Body]>([
    ['an amount in text', { purchase: { amount: '1000' } }],
    ['no amount', { purchase: undefined }],
    ['no order', { order_id: undefined }],
    ['a time in ISO 8601', { created_at: new Date().toISOString() }],
    ['no id', { link_id: undefined }],
    ['no URL', { payment_URL: undefined }],
  ])('a link whose lookup returns %s stays unknown', async (_, change) => {
    const { checkout, lose } = lossy(new Paysera(), (body) => editLinks(body, change));
    lose(false);
    const { order_id } = await checkout.orders.create(ORDER);
    lose(true);
    const lost = checkout.paymentLinks.create({ ...LINK, order_id });
    expect(await resolved(lost)).toMatchObject({ outcome: 'unknown', candidates: [{}] });
  });
});

function editLinks(body: Body, change: Body): unknown {
  return { ...body, items: (body['items'] as Body[]).map((item) => ({ ...item, ...change })) };
}

describe('what resolve() reports as happened was created in the time of the call', () => {
  /** Adds an order with the same reference, amount and currency, created this many seconds ago. */
  const older = (paysera: Paysera, seconds: number) => {
    const madeAt = paysera.now() - seconds * 1000;
    paysera.orders.add({ id: 'older', reference: 'A-1', amount: 1000, currency: 'EUR', madeAt });
  };

  test.each<[string, Record<string, string>]>([
    ['with Age: 0 on every response', { age: '0' }],
    ['without any Date header', { date: '' }],
  ])('%s, an order of half an hour ago is not taken for the lost one', async (_, headers) => {
    const paysera = new Paysera();
    older(paysera, 1800);
    const { checkout } = lossy(paysera, undefined, { done: false, headers });
    const { outcome } = await resolved(checkout.orders.create(ORDER));
    expect(outcome).not.toBe('happened');
  });

  test('an order of half a minute ago is a candidate, since clocks may differ that much', async () => {
    const paysera = new Paysera();
    older(paysera, 30);
    const { checkout } = lossy(paysera, undefined, { done: false });
    expect(await resolved(checkout.orders.create(ORDER))).toMatchObject({
      outcome: 'unknown',
      candidates: [{ order_id: 'older' }],
    });
  });

  test('a token host whose clock is 8 s ahead does not lead to a second order', async () => {
    const paysera = new Paysera();
    const plain = memoryFetch(paysera);
    let lost = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await plain(input, init);
      const isToken = String(input).endsWith('/token');
      if (isToken) response.headers.set('date', new Date(Date.now() + 8000).toUTCString());
      if (isToken || init?.method === 'GET' || lost) return response;
      lost = true;
      return Response.json({}, { status: 503, headers: { date: '' } });
    };
    const { order } = await createCheckout({ ...CHECKOUT, fetch }).createPayment(ORDER);
    expect(paysera.orders.all.map(({ id }) => id)).toEqual([order.order_id]);
  });

  test.each([-3_600_000, 8_000, 3_600_000])(
    'a local clock that is set by %i ms during the call does not lead to a second order',
    async (step) => {
      const paysera = new Paysera();
      let skew = 0;
      const plain = memoryFetch(paysera);
      let lost = false;
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await plain(input, init);
        if (init?.method === 'GET' || String(input).endsWith('/token') || lost) return response;
        lost = true;
        skew = step;
        return Response.json({}, { status: 503 });
      };
      const checkout = createCheckout({ ...CHECKOUT, fetch, now: () => Date.now() + skew });
      const { order } = await checkout.createPayment(ORDER);
      expect(paysera.orders.all.map(({ id }) => id)).toEqual([order.order_id]);
    },
  );

  test.each([-3_600_000, 3_600_000])(
    'a local clock that is set by %i ms before a restart does not make a lost order look as if it never happened',
    async (correction) => {
      const paysera = new Paysera();
      const intents = memoryIntents();
      const wrong = () => Date.now() - correction;
      await lossy(paysera, undefined, { intents, now: wrong } as object)
        .checkout.orders.create(ORDER)
        .catch(() => {});
      const after = createCheckout({ ...CHECKOUT, intents, fetch: memoryFetch(paysera), now: () => Date.now() + 1000 });
      const [resolved] = await after.intents.resolve();
      expect(resolved?.resolution.outcome).not.toBe('did-not-happen');
    },
  );
});

describe('nothing stays unknown without a reason', () => {
  test('an order that appears on two pages counts once', async () => {
    const twice: Edit = (body) => ('items' in body ? { ...body, items: [body['items'], body['items']].flat() } : body);
    expect(await resolved(lossy(new Paysera(), twice).checkout.orders.create(ORDER))).toMatchObject({
      outcome: 'happened',
    });
  });

  test('one order among 100,000 is found with at most three requests', async () => {
    const paysera = new Paysera();
    for (let i = 0; i < 100_000; i++) paysera.orders.add({ reference: `B-${i}`, amount: 1000, currency: 'EUR' });
    const { checkout, requests } = lossy(paysera);
    const creating = checkout.orders.create(ORDER);
    await creating.catch(() => {});
    requests.length = 0;
    expect(await resolved(creating)).toMatchObject({ outcome: 'happened' });
    expect(requests.length).toBeLessThanOrEqual(3);
  });

  test('a link among 500 older ones is found, and pages older than it are not requested', async () => {
    const paysera = new Paysera();
    const { checkout, lose, requests } = lossy(paysera);
    lose(false);
    const { order_id } = await checkout.orders.create(ORDER);
    for (let i = 0; i < 500; i++) paysera.links.add({ order_id: 'z', amount: 1, madeAt: 1_700_000_000_000 });
    lose(true);
    const lost = checkout.paymentLinks.create({ ...LINK, order_id });
    expect(await resolved(lost)).toMatchObject({ outcome: 'happened', value: { order_id } });
    expect(
      requests.filter((request) => request.endsWith('GET /checkout-payment-link/integration/v1/payment-links')),
    ).toHaveLength(1);
  });

  test('the lookup falls back to Paysera’s own page size when Paysera rejects a larger one', async () => {
    const paysera = new Paysera();
    const plain = memoryFetch(paysera);
    let lost = false;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (String(input).includes('limit=')) return Response.json({ error: 'invalid_request' }, { status: 400 });
      const response = await plain(input, init);
      if (init?.method === 'GET' || String(input).endsWith('/token') || lost) return response;
      lost = true;
      return Response.json({}, { status: 503 });
    };
    const { order } = await createCheckout({ ...CHECKOUT, fetch }).createPayment(ORDER);
    expect(order.order_id).toBe(paysera.orders.all[0]?.id);
  });
});

describe('a search whose index lags', () => {
  test.each([5_000, 10_000])('a search that lags by %i ms does not lead to a second order', async (lag) => {
    vi.useFakeTimers();
    try {
      const paysera = new Paysera();
      const began = Date.now();
      const { checkout } = lossy(
        paysera,
        (body) => ('items' in body && Date.now() < began + lag ? { items: [], has_more: false } : body),
        { retry: { backoff: 0 } } as object,
      );
      const creating = checkout.createPayment(ORDER).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(30_000);
      await creating;
      expect(paysera.orders.all).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('an update did not happen when the order has other values, even if it was updated since', async () => {
  const paysera = new Paysera();
  const { checkout, lose } = lossy(paysera, ofOrder({ updated_at: Math.floor(Date.now() / 1000) + 1 }));
  lose(false);
  const { order_id } = await checkout.orders.create(ORDER);
  const fetch: typeof globalThis.fetch = async (input, init) =>
    init?.method === 'PATCH' ? Response.json({}, { status: 503 }) : memoryFetch(paysera)(input, init);
  const struck = createCheckout({ ...CHECKOUT, fetch });
  expect(await resolved(struck.orders.update(order_id, { amount: 2000 }))).toEqual({ outcome: 'did-not-happen' });
});
