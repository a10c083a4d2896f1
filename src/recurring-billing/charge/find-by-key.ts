import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { Call } from '../../runtime/call/wire-types.ts';
import type { CallOptions } from '../../runtime/options.ts';
import { compareText } from '../../runtime/recovery/lookup/compare.ts';
import type { PaymentRequest } from '../payment-requests.ts';

// Paysera has no filter by key, and a shop has thousands of requests: newest first, in the largest pages it gives.
const NEWEST_FIRST = { order_direction: 'desc', limit: 200 } as const;
const PAGES_SEARCHED = 100;
/** Milliseconds by which a list may lag behind creations, with a margin. */
export const LIST_LAG = 15_000;

/**
 * The payment request that was made under a key and is still valid; `undefined` when there is none. One that took the money
 * comes before a newer one: Paysera may have processed a creation late. `'unsure'` when that cannot be said: the list is too
 * long, does not say where it ends, does not say the key of each request, spells this one differently, or shows the order, which has one payment only,
 * under another key.
 *
 * @param options Of each page.
 * @param ofKey Receives all under the key: when none is valid, those that were canceled.
 */
export async function findByKey(
  call: Call<operations>,
  { key, orderId }: { readonly key: unknown; readonly orderId: unknown },
  options: () => CallOptions,
  ofKey: PaymentRequest[] = [],
): Promise<PaymentRequest | undefined | 'unsure'> {
  let sure = true;
  let standing: PaymentRequest | undefined;
  const seen = new Set<string>();
  for (let after: string | undefined; seen.size < PAGES_SEARCHED; ) {
    const query = { ...NEWEST_FIRST, ...(after !== undefined && { after }) };
    const { items, _metadata } = await call('listPaymentRequests', { query }, options());
    if (!Array.isArray(items)) break;
    const found = items.filter((item) => item?.unique_identifier === key);
    const captured = found.find(({ status }) => status === 'captured');
    if (captured) return captured;
    standing ??= found.find(({ status }) => status !== 'canceled');
    ofKey.push(...found);
    sure &&= items.every(
      (item) =>
        isText(item?.id) &&
        isText(item.status) &&
        isText(item.unique_identifier) &&
        compareText(key, item.unique_identifier) !== 'odd' &&
        !(item.order_id === orderId && item.status !== 'canceled'),
    );
    after = _metadata?.cursors?.after;
    if (_metadata?.has_next === false) return standing ?? (sure ? undefined : 'unsure');
    if (after === undefined || seen.has(after)) break;
    seen.add(after);
  }
  return standing ?? 'unsure';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
