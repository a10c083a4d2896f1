import type { operations } from '../../generated/checkout/paths.ts';
import type { Resolution } from '../errors/outcome-unknown-error.ts';
import type { FoundPaymentLink } from '../errors/resolutions.ts';
import type { Call } from '../runtime/call/call.ts';
import { listByCursor } from '../runtime/pagination/listing.ts';
import type { Facts } from '../runtime/recovery/intents.ts';
import type { LookContext } from '../runtime/recovery/journal.ts';
import type { LookupsOf } from '../runtime/recovery/lookups-of.ts';
import type { CreatedOrder, CreateOrder, Order, UpdateOrder } from './orders.ts';
import type { CreatedPaymentLink, CreatePaymentLink } from './payment-links.ts';

/** A list longer than this is not searched to its end: the outcome then stays unknown. */
const PAGES_SEARCHED = 20;
const IDS_KEPT = 1000;

/** How to find out what became of each operation of Checkout that must not be retried blindly. */
export function checkoutLookups(call: Call<operations>): LookupsOf<operations> {
  const orders = new ClaimedIds();
  const links = new ClaimedIds();
  return {
    createOrder: {
      factsOf({ body }) {
        const { reference, amount, currency } = (body as Partial<CreateOrder> | undefined)?.purchase ?? {};
        return { reference, amount: amount === undefined ? null : Number(amount), currency };
      },
      seen: (value, intent) => orders.claim((value as Partial<CreatedOrder> | undefined)?.order_id, intent),
      async look({ reference, amount, currency }, { intent, since, signal, tentative }) {
        const filter = { q: String(reference), created_at_gte: since };
        const found = await collect(listByCursor(call, 'listOrders', filter, { signal }));
        if (!found) return { outcome: 'unknown' };
        const matching: Order[] = [];
        for (const { id } of found.filter(({ id }) => !orders.isClaimedByOther(id, intent))) {
          // List items may be abbreviated: only the order itself tells.
          const order = await call('getOrder', { path: { id } }, { signal });
          const same = order.reference === reference && order.currency === currency && order.created_at >= since;
          if (same && (amount === null || order.amount === amount)) matching.push(order);
        }
        return uniqueMatch(matching.map(asCreated), orders, ({ order_id }) => order_id, { intent, tentative });
      },
    },
    updateOrder: {
      factsOf({ path, body }) {
        const { reference, amount, currency } = (body ?? {}) as UpdateOrder;
        return {
          id: String(path?.['id']),
          reference,
          amount: amount === undefined ? undefined : Number(amount),
          currency,
        };
      },
      async look({ id, ...wanted }, { signal }) {
        const order = await call('getOrder', { path: { id: String(id) } }, { signal });
        return sameFields(wanted, order)
          ? { outcome: 'happened', value: { order_id: order.id } }
          : { outcome: 'did-not-happen' };
      },
    },
    createPaymentLink: {
      factsOf({ body }) {
        const { order_id, purchase } = (body ?? {}) as Partial<CreatePaymentLink>;
        return { order_id, amount: purchase?.amount === undefined ? null : Number(purchase.amount) };
      },
      seen: (value, intent) => links.claim((value as Partial<CreatedPaymentLink> | undefined)?.link_id, intent),
      async look({ order_id }, { intent, since, signal, tentative }) {
        const found = await collect(listByCursor(call, 'listPaymentLinks', {}, { signal }));
        // Paysera does not document this list: when it does not say which order a link is for, nothing follows from it.
        if (!found || found.some((link) => link.order_id === undefined || link.created_at === undefined)) {
          return { outcome: 'unknown' };
        }
        const matching = found
          .map((link) => ({ ...link, link_id: String(link.link_id ?? link.id) }))
          .filter(({ link_id }) => !links.isClaimedByOther(link_id, intent))
          .filter((link) => link.order_id === order_id && Number(link.created_at) >= since);
        const payable = matching.filter((link): link is FoundPaymentLink => typeof link.payment_URL === 'string');
        if (payable.length < matching.length) return { outcome: 'unknown', candidates: matching };
        return uniqueMatch(payable, links, ({ link_id }) => link_id, { intent, tentative });
      },
    },
    updatePaymentLink: {
      factsOf: ({ path }) => ({ id: String(path?.['id']) }),
      // Paysera does not document which fields a link answers with.
      look: async () => ({ outcome: 'unknown' }),
    },
    createRefund: {
      factsOf({ path, body }) {
        const { amount, currency, reference } = (body ?? {}) as {
          amount?: unknown;
          currency?: string;
          reference?: string;
        };
        return {
          payment_id: String(path?.['paymentId']),
          amount: amount === undefined ? null : Number(amount),
          currency,
          reference,
        };
      },
      // Paysera documents no way to read a refund. The key is the way: the same call again with it.
      look: async () => ({ outcome: 'unknown' }),
    },
  };
}

/** The order as its creation would have answered. */
function asCreated({ id, project_id, source, created_at, reference, amount, currency, is_test }: Order): CreatedOrder {
  const purchase = { reference, amount, currency };
  return { order_id: id, project_id, source, created_at, purchase, ...(typeof is_test === 'boolean' && { is_test }) };
}

/** The only one that matches, and no other intent has claimed meanwhile. Claims it, all in one go. */
function uniqueMatch<T>(
  matching: readonly T[],
  claimed: ClaimedIds,
  idOf: (value: T) => string,
  { intent, tentative }: Pick<LookContext, 'intent' | 'tentative'>,
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

/** Which intent each of the last ids belongs to: a thing that one intent made is not another's. */
class ClaimedIds {
  readonly #owners = new Map<string, string>();

  isClaimedByOther(id: string, intent: string): boolean {
    const owner = this.#owners.get(id);
    return owner !== undefined && owner !== intent;
  }
  claim(id: string | undefined, intent: string): void {
    if (id === undefined) return;
    this.#owners.set(id, intent);
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > IDS_KEPT && oldest !== undefined) this.#owners.delete(oldest);
  }
}
