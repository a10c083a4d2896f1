import type { SnapshotOrder } from './events.ts';
import { isTest } from './test-mark.ts';

/** An order from a webhook or from `orders.get`. */
export interface PaidOrder {
  /** Must be `paid`. */
  readonly status: string;
  /** Minor units. */
  readonly amount?: number | null | undefined;
  /** Minor units. */
  readonly amount_paid: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** What you sold, according to your own records. */
export interface Expected {
  /** ISO 4217. */
  readonly currency: string;
  /** Minor units. Default: the order's own amount. */
  readonly amount?: number | undefined;
  /** Accepts Test Mode orders, which look paid although no money has moved. Default false. */
  readonly allowTest?: boolean | undefined;
}

/**
 * Whether you can ship: the order is `paid`, in full, in the right currency, and not a test.
 *
 * @throws {RangeError} when the order is nested deeper than 2,000 levels; an order from `verifyWebhook` never is.
 * @example
 * if (isFulfilled(event.order, { currency: 'EUR', amount: 1990 })) await ship(event.order.merchant_order_id);
 * @see https://developers.paysera.com/guides/checkout-modern/api-integration/webhooks
 */
export function isFulfilled(order: PaidOrder, expected: Expected): boolean {
  const { amount_paid: amountPaid } = order;
  return (
    order.status === 'paid' &&
    order.currency === expected.currency &&
    Number.isSafeInteger(amountPaid) &&
    // A missing amount becomes NaN, which no amount reaches.
    amountPaid >= Math.max(1, order.amount ?? Number.NaN, expected.amount ?? 0) &&
    (expected.allowTest || !isTest(order))
  );
}

/**
 * Returns the `merchant_data` of an order as a record, whether it was sent as pairs or as an object. Values that are
 * not strings are returned as JSON.
 *
 * @example const { basket } = merchantData(event.order);
 */
export function merchantData(order: {
  readonly merchant_data?: SnapshotOrder['merchant_data'];
}): Record<string, string> {
  const { merchant_data: data = [] } = order;
  // No prototype: a key may be `__proto__`, and inherited properties must not be found.
  const record: Record<string, string> = Object.create(null);
  const pairs = Array.isArray(data) ? data.map((pair) => [pair?.key, pair?.value]) : Object.entries(data);
  for (const [key, value] of pairs)
    record[String(key)] = typeof value === 'string' ? value : String(JSON.stringify(value));
  return record;
}
