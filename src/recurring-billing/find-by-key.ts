import type { PageList } from '../runtime/pagination/page-list.ts';
import type { PaymentRequest } from './payment-requests.ts';

const PAGES_SEARCHED = 20;

/**
 * The payment request that was made under a key and still stands. `'unsure'` when the list is too long to be searched
 * to its end, or does not say which key each request has.
 */
export async function findByKey(
  list: PageList<PaymentRequest>,
  key: unknown,
): Promise<PaymentRequest | 'none' | 'unsure'> {
  let pages = 0;
  for await (const { items } of list.pages()) {
    const found = items.find((item) => item.unique_identifier === key && item.status !== 'canceled');
    if (found) return found;
    if (++pages >= PAGES_SEARCHED || items.some((item) => item.unique_identifier === undefined)) return 'unsure';
  }
  return 'none';
}
