import type { operations } from '../../../generated/recurring-billing/paths.ts';
import type { Call } from '../../runtime/call/wire-types.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { PaymentRequest } from '../payment-requests.ts';

// Paysera has no filter by key, and a shop has thousands of requests: newest first, in the largest pages it gives.
const NEWEST_FIRST = { order_direction: 'desc', limit: 200 } as const;
const PAGES_SEARCHED = 100;

/**
 * The payment request that was made under a key and still stands; `undefined` when there is none. One that took the money
 * comes before a newer one: Paysera may have processed a creation late. `'unsure'` when that cannot be said: the list is too
 * long, does not say where it ends, does not say the key of each request, or shows the order, which has one payment only,
 * under another key.
 *
 * @param options Of each page.
 * @param canceled Receives those under the key that no longer stand.
 */
export async function findByKey(
  call: Call<operations>,
  { key, orderId }: { readonly key: unknown; readonly orderId: unknown },
  options: () => CallOptions,
  canceled: PaymentRequest[] = [],
): Promise<PaymentRequest | undefined | 'unsure'> {
  let sure = true;
  let standing: PaymentRequest | undefined;
  const seen = new Set<string>();
  for (let after: string | undefined; seen.size < PAGES_SEARCHED; ) {
    const query = { ...NEWEST_FIRST, ...(after !== undefined && { after }) };
    const { items, _metadata } = await call('listPaymentRequests', { query }, options());
    if (!Array.isArray(items)) break;
    const ofKey = items.filter((item) => item?.unique_identifier === key);
    const captured = ofKey.find(({ status }) => status === 'captured');
    if (captured) return captured;
    standing ??= ofKey.find(({ status }) => status !== 'canceled');
    canceled.push(...ofKey.filter(({ status }) => status === 'canceled'));
    sure &&= items.every(
      (item) =>
        isText(item?.id) &&
        isText(item.status) &&
        isText(item.unique_identifier) &&
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
