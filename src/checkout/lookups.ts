import type { operations } from '../../generated/checkout/paths.ts';
import type { FoundPaymentLink, Resolution } from '../errors/resolutions.ts';
import { listByCursor } from '../runtime/pagination/listing.ts';
import type { Facts } from '../runtime/recovery/intents.ts';
import type { LookupContext, Lookups } from '../runtime/recovery/lookup.ts';
import type { CreatedOrder, Order } from './orders.ts';

/** A list longer than this is not searched to its end: the outcome then stays unknown. */
const PAGES_SEARCHED = 20;

/** How to find out what became of each operation of Checkout that must not be retried blindly. */
export const checkoutLookups: Lookups<operations> = {
  async createOrder({ reference, amount, currency }, context) {
    const { call, intent, since, signal, claimed } = context;
    const filter = { q: String(reference), created_at_gte: since };
    const found = await collect(listByCursor(call, 'listOrders', filter, { signal }));
    if (!found) return { outcome: 'unknown' };
    const matching: Order[] = [];
    for (const { id } of found.filter(({ id }) => !claimed.isClaimedByOther(id, intent))) {
      // List items may be abbreviated: only the order itself tells.
      const order = await call('getOrder', { path: { id } }, { signal });
      const same = order.reference === reference && order.currency === currency && order.created_at >= since;
      if (same && (amount === null || order.amount === amount)) matching.push(order);
    }
    return uniqueMatch(matching.map(asCreated), ({ order_id }) => order_id, context);
  },
  async updateOrder({ id, ...wanted }, { call, signal }) {
    const order = await call('getOrder', { path: { id: String(id) } }, { signal });
    return sameFields(wanted, order)
      ? { outcome: 'happened', value: { order_id: order.id } }
      : { outcome: 'did-not-happen' };
  },
  async createPaymentLink({ order_id }, context) {
    const { call, intent, since, signal, claimed } = context;
    const found = await collect(listByCursor(call, 'listPaymentLinks', {}, { signal }));
    // Paysera does not document this list: when it does not say which order a link is for, nothing follows from it.
    if (!found || found.some((link) => link.order_id === undefined || link.created_at === undefined)) {
      return { outcome: 'unknown' };
    }
    const matching = found
      .map((link) => ({ ...link, link_id: String(link.link_id ?? link.id) }))
      .filter(({ link_id }) => !claimed.isClaimedByOther(link_id, intent))
      .filter((link) => link.order_id === order_id && Number(link.created_at) >= since);
    const payable = matching.filter((link): link is FoundPaymentLink => typeof link.payment_URL === 'string');
    if (payable.length < matching.length) return { outcome: 'unknown', candidates: matching };
    return uniqueMatch(payable, ({ link_id }) => link_id, context);
  },
  // Paysera does not document which fields a link has in a response.
  updatePaymentLink: async () => ({ outcome: 'unknown' }),
  // Paysera documents no way to read a refund. Call again with the same key instead.
  createRefund: async () => ({ outcome: 'unknown' }),
};

/** The order as its creation would have answered. */
function asCreated({ id, project_id, source, created_at, reference, amount, currency, is_test }: Order): CreatedOrder {
  const purchase = { reference, amount, currency };
  return { order_id: id, project_id, source, created_at, purchase, ...(typeof is_test === 'boolean' && { is_test }) };
}

/** The only one that matches, and no other intent has claimed meanwhile. Claims it without a gap in between. */
function uniqueMatch<T>(
  matching: readonly T[],
  idOf: (value: T) => string,
  { intent, tentative, claimed }: LookupContext<operations>,
): Resolution<T> {
  const [value, ...others] = matching.filter((one) => !claimed.isClaimedByOther(idOf(one), intent));
  if (value === undefined) return { outcome: 'did-not-happen' };
  if (others.length > 0) return { outcome: 'unknown', candidates: [value, ...others] };
  if (!tentative) claimed.claim(idOf(value), intent);
  return { outcome: 'happened', value };
}

function sameFields(wanted: Facts, present: object): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || (present as Record<string, unknown>)[name] === value,
  );
}

/** All items, or undefined when there are too many pages to say that none is missing. */
async function collect<T>(list: { pages(): AsyncIterable<{ items: T[] }> }): Promise<T[] | undefined> {
  const items: T[] = [];
  let pages = 0;
  for await (const page of list.pages()) {
    if (++pages > PAGES_SEARCHED) return undefined;
    items.push(...page.items);
  }
  return items;
}
