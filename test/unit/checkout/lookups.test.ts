import { describe, expect, test } from 'vitest';
import { findLink } from '../../../src/checkout/find-link.ts';
import { findOrder, findUpdate } from '../../../src/checkout/find-order.ts';
import { onlyMatch } from '../../../src/checkout/only-match.ts';
import { ClaimedIds } from '../../../src/runtime/recovery/lookup/claimed-ids.ts';
import type { LookupContext, TimeWindow } from '../../../src/runtime/recovery/lookup/lookup.ts';

type Context = Parameters<typeof findOrder>[1];

const AT = 1_763_740_800;
const MADE: TimeWindow = { likely: [AT - 2, AT + 75], possible: [AT - 62, AT + 75] };
const UNTIMED: TimeWindow = { likely: undefined, possible: undefined };

/** A lookup's context that answers each operation with these, in turn; the last is repeated. */
function contextOf(answers: Readonly<Record<string, readonly unknown[]>>, more: Partial<LookupContext<never>> = {}) {
  const calls: [string, unknown][] = [];
  const call = async (operation: string, input: object, options: object) => {
    expect(options).toEqual({ timeout: 1000 - calls.length });
    calls.push([operation, input]);
    const mine = calls.filter(([name]) => name === operation).length;
    const all = answers[operation] ?? [];
    return all[Math.min(mine, all.length) - 1];
  };
  const claimed = new ClaimedIds();
  const left = () => ({ timeout: 1000 - calls.length });
  const context = { call, left, intent: 'intent-1', made: MADE, tentative: false, claimed, ...more };
  return { context: context as unknown as Context, calls, claimed };
}

const list = (...items: unknown[]) => ({ items, has_more: false });
const NOT = { outcome: 'did-not-happen' };

describe('the only one that matches', () => {
  const found = (ids: readonly string[], odd: readonly string[] = [], sure = true) => ({ matching: ids, odd, sure });
  const itself = (id: string) => id;

  test('is claimed at once, so that no other intent takes it', () => {
    const { context, claimed } = contextOf({});
    expect(onlyMatch(found(['a']), itself, context)).toEqual({ outcome: 'happened', value: 'a' });
    expect(claimed.isClaimedByOther('a', 'intent-2')).toBe(true);
    expect(claimed.isClaimedByOther('a', 'intent-1')).toBe(false);
  });

  test('is not claimed as long as its time is a guess', () => {
    const { context, claimed } = contextOf({}, { tentative: true });
    expect(onlyMatch(found(['a']), itself, context)).toEqual({ outcome: 'happened', value: 'a' });
    expect(claimed.isClaimedByOther('a', 'intent-2')).toBe(false);
  });

  test.each<[string, ReturnType<typeof found>, object]>([
    ['none, for sure', found([]), NOT],
    ['none, where something may be missing', found([], [], false), { outcome: 'unknown' }],
    ['one, where something may be missing', found(['a'], [], false), { outcome: 'unknown', candidates: ['a'] }],
    ['two', found(['a', 'b']), { outcome: 'unknown', candidates: ['a', 'b'] }],
    ['one, and another that may be it', found(['a'], ['b']), { outcome: 'unknown', candidates: ['a', 'b'] }],
    ['only one that may be it', found([], ['b']), { outcome: 'unknown', candidates: ['b'] }],
    ['one that another intent made', found(['taken']), NOT],
    ['one beside one that another intent made', found(['taken', 'a']), { outcome: 'happened', value: 'a' }],
  ])('%s', (_, searched, expected) => {
    const { context, claimed } = contextOf({});
    claimed.claim('taken', 'intent-2');
    expect(onlyMatch(searched, itself, context)).toEqual(expected);
  });
});

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

describe('a lost link', () => {
  const FACTS = { order_id: 'o-1', amount: 1000 };
  const LINK = {
    link_id: 'l-1',
    order_id: 'o-1',
    purchase: { amount: 1000 },
    created_at: AT,
    payment_URL: 'https://x',
  };
  const older = (seconds: number, id = 'o-0') => ({
    link_id: `l-${seconds}`,
    order_id: id,
    purchase: { amount: 1 },
    created_at: AT - seconds,
  });
  const more = (...items: unknown[]) => ({ items, has_more: true, cursor: `c-${items.length}` });

  test('is found by its order, amount and time', async () => {
    const { context, calls, claimed } = contextOf({ listPaymentLinks: [list(older(10), LINK)] });
    expect(await findLink(FACTS, context)).toEqual({ outcome: 'happened', value: LINK });
    expect(calls).toStrictEqual([['listPaymentLinks', { query: { limit: 100 } }]]);
    expect(claimed.isClaimedByOther('l-1', 'intent-2')).toBe(true);
  });

  test('is found in either spelling of its fields, and once where it is listed twice', async () => {
    const { link_id: id, payment_URL: payment_url, ...rest } = LINK;
    const { context } = contextOf({ listPaymentLinks: [list({ ...rest, id, payment_url }, LINK)] });
    expect(await findLink(FACTS, context)).toEqual({ outcome: 'happened', value: LINK });
    const other = contextOf({ listPaymentLinks: [list({ ...rest, id, payment_url })] });
    expect(await findLink(FACTS, other.context)).toMatchObject({
      outcome: 'happened',
      value: { link_id: 'l-1', payment_URL: 'https://x' },
    });
  });

  test.each<[string, object]>([
    ['another order', { order_id: 'o-2' }],
    ['another amount', { purchase: { amount: 1001 } }],
    ['an earlier time', { created_at: AT - 63 }],
  ])('is not one of %s', async (_, other) => {
    const { context } = contextOf({ listPaymentLinks: [list({ ...LINK, ...other })] });
    expect(await findLink(FACTS, context)).toEqual(NOT);
  });

  test.each<[string, object]>([
    ['no URL', { payment_URL: undefined }],
    ['an id that is a number', { link_id: 7 }],
    ['no id', { link_id: undefined }],
    ['no purchase', { purchase: undefined }],
  ])('may be one with %s: unknown', async (_, other) => {
    const { context } = contextOf({ listPaymentLinks: [list({ ...LINK, ...other })] });
    expect(await findLink(FACTS, context)).toMatchObject({ outcome: 'unknown', candidates: [{ order_id: 'o-1' }] });
  });

  test('is not one that another intent is known to have made, though it says little', async () => {
    const { context, claimed } = contextOf({
      listPaymentLinks: [list({ link_id: 'l-1' }, { ...LINK, link_id: 'l-2' })],
    });
    claimed.claim('l-1', 'intent-2');
    claimed.claim('l-2', 'intent-2');
    expect(await findLink(FACTS, context)).toEqual(NOT);
  });

  test('is not searched behind what is older than it can be', async () => {
    const { context, calls } = contextOf({ listPaymentLinks: [more(older(0), older(63))] });
    expect(await findLink(FACTS, context)).toEqual(NOT);
    expect(calls).toHaveLength(1);
  });

  test.each<[string, readonly unknown[], TimeWindow]>([
    ['begins with older ones', [older(63), older(0)], MADE],
    ['is not in order', [older(63), older(0), older(64)], MADE],
    ['has not passed its time', [older(0), older(62)], MADE],
    ['does not say when its last one was made', [older(63), {}], MADE],
    ['does not say when one of them was made', [{ order_id: 'o-0' }, older(63)], MADE],
    [
      'ends with a time in milliseconds',
      [
        { ...older(0), created_at: 1 },
        { ...older(0), created_at: 1e12 },
      ],
      MADE,
    ],
    ['is of links at a time of which nothing is known', [older(63)], UNTIMED],
    ['is empty', [], MADE],
  ])('is searched on in a list that %s', async (_, items, made) => {
    const { context, calls } = contextOf({ listPaymentLinks: [more(...items), list(LINK)] }, { made });
    await findLink(FACTS, context);
    expect(calls).toHaveLength(2);
  });

  test('is not searched behind a page that ends with older ones', async () => {
    const { context, calls } = contextOf({ listPaymentLinks: [more(older(0), older(0), older(63))] });
    expect(await findLink(FACTS, context)).toEqual(NOT);
    expect(calls).toHaveLength(1);
  });

  test('is not searched on in a list of several at the same time, which are all older', async () => {
    const { context, calls } = contextOf({ listPaymentLinks: [more(older(63), older(63))] });
    expect(await findLink(FACTS, context)).toEqual(NOT);
    expect(calls).toHaveLength(1);
  });
});
