import { describe, expect, test } from 'vitest';
import { recurringFacts } from '../../../src/recurring-billing/facts.ts';
import { recurringLookups } from '../../../src/recurring-billing/lookups.ts';

const { createPaymentRequest, authorizePaymentRequest, capturePaymentRequest, startPayment } = recurringFacts;
const FACTS = { order_id: 'SUB-1', unique_identifier: 'key-1', amount: '9.99', currency: 'EUR' };

describe('what the journal keeps of a call', () => {
  test('is what it is looked up by, the price as it is sent', () => {
    const { amount, currency, ...rest } = FACTS;
    const body = { ...rest, price: { amount, currency }, payer: { email: 'a@b' }, description: 'Second month' };
    expect(createPaymentRequest.factsOf({ body })).toEqual(FACTS);
    for (const { factsOf } of [authorizePaymentRequest, capturePaymentRequest, startPayment])
      expect(factsOf({ path: { id: 'r-1' }, body: { token: 'secret' } })).toEqual({ id: 'r-1' });
  });

  test('does not depend on a call that is right', () => {
    for (const { factsOf } of Object.values(recurringFacts)) {
      expect(factsOf({})).toBeTypeOf('object');
      expect(factsOf({ path: {}, body: null })).toBeTypeOf('object');
    }
  });
});

describe('a success proves itself', () => {
  const CREATED = { id: 'r-1', status: 'new', order_id: 'SUB-1', unique_identifier: 'key-1' };

  test.each<[string, object, boolean]>([
    ['all of it', CREATED, true],
    ['its id and status', { id: 'r-1', status: 'new' }, true],
    ['no id', { ...CREATED, id: undefined }, false],
    ['no status', { ...CREATED, status: undefined }, false],
    ['another order', { ...CREATED, order_id: 'SUB-2' }, false],
    ['another key', { ...CREATED, unique_identifier: 'key-2' }, false],
    ['a page of maintenance', { message: 'maintenance' }, false],
  ])('a creation, by %s', (_, response, expected) => {
    expect(createPaymentRequest.proves(FACTS, { ...response })).toBe(expected);
  });

  test.each<[string, object, boolean, boolean]>([
    ['captured', { id: 'r-1', status: 'captured' }, true, true],
    ['authorized', { id: 'r-1', status: 'authorized' }, true, false],
    ['new', { id: 'r-1', status: 'new' }, false, false],
    ['captured, of another request', { id: 'r-2', status: 'captured' }, false, false],
    ['captured, of no request', { status: 'captured' }, false, false],
    ['nothing', { id: 'r-1' }, false, false],
  ])('an authorization and a capture, by %s', (_, response, authorized, captured) => {
    expect(authorizePaymentRequest.proves({ id: 'r-1' }, { ...response })).toBe(authorized);
    expect(capturePaymentRequest.proves({ id: 'r-1' }, { ...response })).toBe(captured);
  });

  test('a started payment, by its type', () => {
    expect(startPayment.proves({}, { type: 'redirect' })).toBe(true);
    expect(startPayment.proves({}, {})).toBe(false);
  });
});

describe('a lost call is looked up', () => {
  const REQUEST = {
    ...{ id: 'r-1', order_id: 'SUB-1', unique_identifier: 'key-1', status: 'new' },
    price: { amount: '9.99', currency: 'EUR' },
  };
  const CANCELED = { ...REQUEST, status: 'canceled', created_at: '2026-11-21T10:00:05Z' };
  const SENT = Date.parse('2026-11-21T10:00:00Z') / 1000;
  const MADE = { likely: [SENT, SENT + 30], possible: [SENT - 60, SENT + 90] };
  type Lookup = (typeof recurringLookups)[keyof typeof recurringLookups];

  /** What a lookup says, and the one call that it makes. */
  async function lookUp(lookup: Lookup, facts: Parameters<Lookup>[0], answer: unknown) {
    const calls: unknown[] = [];
    const call = async (...made: unknown[]) => {
      calls.push(made);
      return answer;
    };
    const context = { call, left: () => ({ timeout: 1000 }), made: MADE } as unknown as Parameters<Lookup>[1];
    return { found: await lookup(facts, context), calls };
  }
  const list = (...items: object[]) => ({ items, _metadata: { has_next: false } });

  test.each<[string, ReturnType<typeof list>, object]>([
    ['its request', list(REQUEST), { outcome: 'happened', value: REQUEST }],
    [
      'another price under its key',
      list({ ...REQUEST, price: { amount: '99.9', currency: 'EUR' } }),
      { outcome: 'unknown' },
    ],
    ['another order under its key', list({ ...REQUEST, order_id: 'SUB-2' }), { outcome: 'unknown' }],
    ['no price under its key', list({ ...REQUEST, price: undefined }), { outcome: 'unknown' }],
    ['nothing', list(), { outcome: 'did-not-happen' }],
    ['it, canceled since', list(CANCELED), { outcome: 'happened', value: CANCELED }],
    ['one of an unknown time, canceled', list({ ...CANCELED, created_at: undefined }), { outcome: 'unknown' }],
    ['one without a price, canceled', list({ ...CANCELED, price: undefined }), { outcome: 'unknown' }],
    ['two that were canceled', list(CANCELED, { ...CANCELED, id: 'r-2' }), { outcome: 'unknown' }],
    [
      'one of last month, canceled',
      list({ ...CANCELED, created_at: '2026-10-21T10:00:00Z' }),
      { outcome: 'did-not-happen' },
    ],
    [
      'one of another price, canceled: it may have been read otherwise',
      list({ ...CANCELED, price: { amount: '99.9', currency: 'EUR' } }),
      { outcome: 'unknown' },
    ],
    [
      'one whose price is spelled otherwise, canceled',
      list({ ...CANCELED, price: { amount: '999', currency: 'EUR' } }),
      { outcome: 'unknown' },
    ],
    ['one without its order, canceled', list({ ...CANCELED, order_id: undefined }), { outcome: 'unknown' }],
    ['one of another order, canceled', list({ ...CANCELED, order_id: 'SUB-2' }), { outcome: 'did-not-happen' }],
    [
      'another request',
      list({ ...REQUEST, order_id: 'SUB-2', unique_identifier: 'key-2' }),
      { outcome: 'did-not-happen' },
    ],
  ])('a creation, which finds %s', async (_, answer, expected) => {
    const { found, calls } = await lookUp(recurringLookups.createPaymentRequest, FACTS, answer);
    expect(found).toMatchObject(expected);
    if (found.outcome === 'unknown') expect(found.candidates).toEqual(answer.items);
    expect(calls).toEqual([
      ['listPaymentRequests', { query: { order_direction: 'desc', limit: 200 } }, { timeout: 1000 }],
    ]);
  });

  test('a creation, in a list that is not understood', async () => {
    const { found } = await lookUp(recurringLookups.createPaymentRequest, FACTS, list({}));
    expect(found).toEqual({ outcome: 'unknown' });
  });

  test.each<[string, string, string]>([
    ['captured', 'happened', 'happened'],
    ['authorized', 'happened', 'did-not-happen'],
    ['new', 'did-not-happen', 'unknown'],
    ['canceled', 'did-not-happen', 'did-not-happen'],
    ['disputed', 'unknown', 'unknown'],
  ])('an authorization and a capture, of a request that is %s', async (status, authorized, captured) => {
    const request = { ...REQUEST, status };
    for (const [operation, outcome] of [
      ['authorizePaymentRequest', authorized],
      ['capturePaymentRequest', captured],
    ] as const) {
      const { found, calls } = await lookUp(recurringLookups[operation], { id: 'r-1' }, request);
      const more = { happened: { value: request }, unknown: { candidates: [request] } }[outcome];
      expect(found, operation).toEqual({ outcome, ...more });
      expect(calls).toEqual([['getPaymentRequest', { path: { id: 'r-1' } }, { timeout: 1000 }]]);
      const other = await lookUp(recurringLookups[operation], { id: 'r-2' }, request);
      expect(other.found, 'another request came back').toEqual({ outcome: 'unknown' });
    }
  });

  test('a started payment, which leaves no trace', async () => {
    const { found, calls } = await lookUp(recurringLookups.startPayment, { id: 'r-1' }, REQUEST);
    expect(found).toEqual({ outcome: 'unknown', candidates: [REQUEST] });
    expect(calls).toEqual([['getPaymentRequest', { path: { id: 'r-1' } }, { timeout: 1000 }]]);
  });
});
