import { describe, expect, test } from 'vitest';
import { findLink } from '../../../src/checkout/lookup/find-link.ts';
import type { TimeWindow } from '../../../src/runtime/recovery/lookup/lookup.ts';
import { AT, contextOf, list, MADE, NOT, UNTIMED } from './lookup-context.ts';

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

  test('is not searched past what is older than it can be', async () => {
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

  test('is not searched past a page that ends with older ones', async () => {
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
