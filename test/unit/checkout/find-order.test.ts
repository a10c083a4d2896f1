import { describe, expect, test } from 'vitest';
import { findOrder, findUpdate } from '../../../src/checkout/lookup/find-order.ts';
import { AT, contextOf, list, NOT, UNTIMED } from './lookup-context.ts';

describe('a lost order', () => {
  const FACTS = { reference: 'A-1', amount: 1000, currency: 'EUR' };
  const ORDER = { id: 'o-1', project_id: 'p', source: 'Integration', created_at: AT, ...FACTS };
  const CREATED = {
    order_id: 'o-1',
    project_id: 'p',
    source: 'Integration',
    created_at: AT,
    purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' },
  };

  test('is searched by its reference and the time in which it can have been made', async () => {
    const { context, calls, claimed } = contextOf({ listOrders: [list({ id: 'o-1' })], getOrder: [ORDER] });
    expect(await findOrder(FACTS, context)).toStrictEqual({ outcome: 'happened', value: CREATED });
    expect(calls).toStrictEqual([
      ['listOrders', { query: { q: 'A-1', created_at_gte: AT - 62, created_at_lte: AT + 75, limit: 100 } }],
      ['getOrder', { path: { id: 'o-1' } }],
    ]);
    expect(claimed.isClaimedByOther('o-1', 'intent-2')).toBe(true);
  });

  test('is searched at any time as long as nothing is known of the clocks', async () => {
    const { context, calls } = contextOf({ listOrders: [list()] }, { made: UNTIMED });
    expect(await findOrder(FACTS, context)).toEqual(NOT);
    expect(calls).toStrictEqual([['listOrders', { query: { q: 'A-1', limit: 100 } }]]);
  });

  test.each([true, false])('is answered as its creation would have been, with Test Mode: %s', async (is_test) => {
    const { context } = contextOf({ listOrders: [list({ id: 'o-1' })], getOrder: [{ ...ORDER, is_test }] });
    expect(await findOrder(FACTS, context)).toStrictEqual({ outcome: 'happened', value: { ...CREATED, is_test } });
  });

  test('is read once, however often the list shows it', async () => {
    const items = [{ id: 'o-1' }, { id: 'o-1' }];
    const { context, calls } = contextOf({ listOrders: [list(...items)], getOrder: [ORDER] });
    expect(await findOrder(FACTS, context)).toMatchObject({ outcome: 'happened' });
    expect(calls).toHaveLength(2);
  });

  test.each<[string, object]>([
    ['another amount', { amount: 1001 }],
    ['another currency', { currency: 'USD' }],
    ['a longer reference', { reference: 'A-10' }],
    ['an earlier time', { created_at: AT - 63 }],
    ['a later time', { created_at: AT + 76 }],
  ])('is not one with %s, which is not read when the list says so already', async (_, other) => {
    const listed = contextOf({ listOrders: [list({ ...ORDER, ...other })] });
    expect(await findOrder(FACTS, listed.context)).toEqual(NOT);
    expect(listed.calls).toHaveLength(1);
    const read = contextOf({ listOrders: [list({ id: 'o-1' })], getOrder: [{ ...ORDER, ...other }] });
    expect(await findOrder(FACTS, read.context)).toEqual(NOT);
  });

  test('is not one that another intent is known to have made', async () => {
    const { context, calls, claimed } = contextOf({ listOrders: [list({ id: 'o-1' })], getOrder: [ORDER] });
    claimed.claim('o-1', 'intent-2');
    expect(await findOrder(FACTS, context)).toEqual(NOT);
    expect(calls).toHaveLength(1);
  });

  test.each<[string, unknown, readonly unknown[], object]>([
    ['an item without an id', {}, [], { outcome: 'unknown' }],
    ['an item whose id is a number', { id: 7 }, [], { outcome: 'unknown' }],
    [
      'an answer about another order',
      { id: 'o-1' },
      [{ ...ORDER, id: 'o-2' }],
      { outcome: 'unknown', candidates: [{ order_id: 'o-2' }] },
    ],
    [
      'an order of a reference that was not searched for',
      { id: 'o-1' },
      [{ ...ORDER, reference: 'B-2' }],
      { outcome: 'unknown', candidates: [{}] },
    ],
    [
      'an order without an amount',
      { id: 'o-1' },
      [{ ...ORDER, amount: undefined }],
      { outcome: 'unknown', candidates: [{}] },
    ],
  ])('is unknown when the search brings %s', async (_, item, orders, expected) => {
    const { context } = contextOf({ listOrders: [list(item)], getOrder: orders });
    expect(await findOrder(FACTS, context)).toMatchObject(expected);
  });

  test('is unknown beside one that is not understood', async () => {
    const { context } = contextOf({ listOrders: [list({}, { id: 'o-1' })], getOrder: [ORDER] });
    expect(await findOrder(FACTS, context)).toEqual({ outcome: 'unknown', candidates: [CREATED] });
  });

  test('is looked for by a longer part of a reference in any case, and is then another', async () => {
    const { context } = contextOf({ listOrders: [list({ id: 'o-1', reference: 'SHOP a-1  7' })] });
    expect(await findOrder({ ...FACTS, reference: ' A-1 ' }, context)).toEqual(NOT);
  });
});

describe('a lost change of an order', () => {
  const ORDER = { id: 'o-1', reference: 'A-1', amount: 1000, currency: 'EUR', created_at: AT - 900, updated_at: AT };
  const UNTOUCHED = { ...ORDER, updated_at: AT - 900 };
  const WANTED = { id: 'o-1', reference: 'A-1', amount: 1000, currency: 'EUR' };
  const resolve = (facts: Parameters<typeof findUpdate>[0], order: object, more: object = {}) =>
    findUpdate(facts, contextOf({ getOrder: [order] }, more).context);

  test('happened when the order is as it was to be', async () => {
    const happened = { outcome: 'happened', value: { order_id: 'o-1' } };
    const { context, calls } = contextOf({ getOrder: [ORDER] });
    expect(await findUpdate(WANTED, context)).toEqual(happened);
    expect(calls).toStrictEqual([['getOrder', { path: { id: 'o-1' } }]]);
    for (const part of ['reference', 'amount', 'currency'] as const) {
      const order = { ...ORDER, reference: 'B', amount: 1, currency: 'USD', [part]: ORDER[part] };
      expect(await resolve({ id: 'o-1', [part]: WANTED[part] }, order), part).toEqual(happened);
    }
  });

  test.each<[string, object]>([
    ['reference', { reference: 'A-2' }],
    ['amount', { amount: 1001 }],
    ['currency', { currency: 'USD' }],
  ])('did not happen when its %s differs, and nobody has changed it since', async (_, other) => {
    expect(await resolve(WANTED, { ...UNTOUCHED, ...other })).toEqual(NOT);
    expect(await resolve(WANTED, { ...ORDER, ...other })).toEqual({ outcome: 'unknown' });
    expect(await resolve(WANTED, { ...UNTOUCHED, ...other }, { made: UNTIMED })).toEqual(NOT);
    const before = { ...ORDER, ...other, updated_at: AT - 63 };
    expect(await resolve(WANTED, before), 'changed before it was sent').toEqual(NOT);
    expect(await resolve(WANTED, { ...before, updated_at: AT - 62 })).toEqual({ outcome: 'unknown' });
    expect(await resolve(WANTED, before, { made: UNTIMED })).toEqual({ outcome: 'unknown' });
  });

  test.each<[string, object]>([
    ['of another order', { id: 'o-2' }],
    ['with an amount in text', { amount: '1000' }],
    ['with a difference, and no time of its change', { amount: 1001, updated_at: undefined }],
    ['with a difference, and no time of its creation', { amount: 1001, created_at: undefined, updated_at: AT - 900 }],
    ['with a difference, and no times at all', { amount: 1001, created_at: undefined, updated_at: undefined }],
    ['with a difference, and times in milliseconds', { amount: 1001, created_at: AT * 1000, updated_at: AT * 1000 }],
  ])('is unknown by an answer %s', async (_, other) => {
    expect(await resolve(WANTED, { ...UNTOUCHED, ...other })).toEqual({ outcome: 'unknown' });
  });
});
