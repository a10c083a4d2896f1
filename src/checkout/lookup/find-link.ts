import type { operations } from '../../../generated/checkout/paths.ts';
import type { FoundPaymentLink, Resolutions } from '../../errors/outcome/resolutions.ts';
import type { Facts } from '../../runtime/recovery/intents/intents.ts';
import {
  compareAmount,
  compareText,
  compareTime,
  isUnixSeconds,
  likeness,
} from '../../runtime/recovery/lookup/compare.ts';
import type { LookupContext } from '../../runtime/recovery/lookup/lookup.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { PaymentLink } from '../payment-links.ts';
import { onlyMatch } from './only-match.ts';
import { type Searched, searchPages } from './search-pages.ts';

/**
 * The link that a creation made, found by its order, amount and time. Paysera does not document this list: it has no filter
 * to be relied on, and what a link leaves out leaves open whether it is the one.
 */
export async function findLink(
  facts: Facts,
  context: LookupContext<operations>,
): Promise<Resolutions['createPaymentLink']> {
  const { call, left, made, claimed, intent } = context;
  const { items, complete } = await searchPages(
    (page) => call('listPaymentLinks', { query: page }, left()),
    (items) => areOlder(items, made.possible?.[0]),
  );
  const matching = new Map<string, FoundPaymentLink>();
  const odd: Partial<PaymentLink>[] = [];
  for (const item of items) {
    const id = item['link_id'] ?? item['id'];
    const { amount } = fieldsOf(item['purchase']);
    const like = likeness(
      compareText(facts['order_id'], item['order_id']),
      compareAmount(facts['amount'], amount),
      compareTime(made, item['created_at']),
    );
    if (like === 'other' || (typeof id === 'string' && claimed.isClaimedByOther(id, intent))) continue;
    const payment_URL = item['payment_URL'] ?? item['payment_url'];
    if (like === 'same' && typeof id === 'string' && typeof payment_URL === 'string')
      matching.set(id, { ...item, link_id: id, payment_URL });
    else odd.push(item);
  }
  return onlyMatch({ matching: [...matching.values()], odd, sure: complete }, ({ link_id }) => link_id, context);
}

/** Whether a list that has gone backwards in time so far has passed the time in which the link can have been made. */
function areOlder(items: Searched['items'], earliest: number | undefined): boolean {
  const times = items.map((item) => item['created_at']);
  const last = times.at(-1);
  if (earliest === undefined || !isUnixSeconds(last) || last >= earliest) return false;
  return times.every((time, at) => isUnixSeconds(time) && (at === 0 || time <= Number(times[at - 1])));
}
