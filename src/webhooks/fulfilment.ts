import type { components } from '../../generated/checkout/paths.ts';
import { isTest } from './test-mark.ts';

/** An order of a webhook, or as `orders.get` gives it. */
export interface PaidOrder {
  /** Only `paid` will do. */
  readonly status: string;
  /** Minor units. */
  readonly amount?: number | null | undefined;
  /** Minor units. */
  readonly amount_paid: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** What you sold, by your own records. */
export interface Expected {
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units. Without it, the order's own amount counts. */
  readonly amount?: number | undefined;
  /** Default false: a test order looks paid, but no money has moved. */
  readonly allowTest?: boolean | undefined;
}

/**
 * Whether goods may leave: the order is `paid`, in full, in the right currency, and not a test.
 *
 * @throws {RangeError} when the order is nested deeper than 2,000 levels; one of `verifyWebhook` never is.
 * @example
 * if (isFulfilled(event.order, { currency: 'EUR', amount: 1990 })) await ship(event.order.merchant_order_id);
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export function isFulfilled(order: PaidOrder, expected: Expected): boolean {
  const { amount_paid: paid } = order;
  return (
    order.status === 'paid' &&
    order.currency === expected.currency &&
    Number.isSafeInteger(paid) &&
    // A missing amount is not a number, which nothing reaches.
    paid >= Math.max(1, order.amount ?? Number.NaN, expected.amount ?? 0) &&
    (expected.allowTest || !isTest(order))
  );
}

/**
 * The `merchant_data` of an order as a record, whether it came as pairs or as an object. Values that are no text come as
 * JSON.
 *
 * @example const { basket } = merchantData(event.order);
 */
export function merchantData(order: {
  readonly merchant_data?: components['schemas']['SnapshotOrder']['merchant_data'];
}): Record<string, string> {
  const { merchant_data: data = [] } = order;
  // Without a prototype: a key may be `__proto__`, and one that is not there must not be found.
  const record: Record<string, string> = Object.create(null);
  const pairs = Array.isArray(data) ? data.map((pair) => [pair?.key, pair?.value]) : Object.entries(data);
  for (const [key, value] of pairs)
    record[String(key)] = typeof value === 'string' ? value : String(JSON.stringify(value));
  return record;
}
