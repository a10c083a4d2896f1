import type { operations } from '../../../generated/checkout/paths.ts';
import type { Resolution } from '../../errors/outcome/resolutions.ts';
import type { Facts } from '../../runtime/recovery/intents/intents.ts';
import {
  compareAmount,
  compareCurrency,
  compareText,
  compareTime,
  fold,
  isUnixSeconds,
  type Likeness,
  likeness,
} from '../../runtime/recovery/lookup/compare.ts';
import type { LookupContext, TimeWindow } from '../../runtime/recovery/lookup/lookup.ts';
import type { CreatedOrder, Order, UpdatedOrder } from '../orders.ts';
import { onlyMatch } from './only-match.ts';
import { searchPages } from './search-pages.ts';

type Context = LookupContext<operations>;

/** The order that a creation made, found by its reference, amount, currency and time. */
export async function findOrder(facts: Facts, context: Context): Promise<Resolution<CreatedOrder>> {
  const { call, left, made, claimed, intent } = context;
  const [from, to] = made.possible ?? [];
  const filter = {
    q: String(facts['reference']),
    ...(from !== undefined && { created_at_gte: from }),
    ...(to !== undefined && { created_at_lte: to }),
  };
  const { items, complete } = await searchPages((page) =>
    call('listOrders', { query: { ...filter, ...page } }, left()),
  );
  const matching: Order[] = [];
  const odd: Order[] = [];
  let sure = complete;
  const seen = new Set<string>();
  for (const item of items) {
    const { id } = item;
    if (typeof id !== 'string') {
      sure = false;
      continue;
    }
    // A list that grows while it is read shows an order twice. What an item does say may rule it out.
    if (seen.has(id) || claimed.isClaimedByOther(id, intent) || isSurelyOther(facts, made, item)) continue;
    seen.add(id);
    const order = await call('getOrder', { path: { id } }, left());
    const like = order.id === id ? compareOrder(facts, made, order) : 'odd';
    if (like === 'same') matching.push(order);
    else if (like === 'odd') odd.push(order);
  }
  const created = (orders: readonly Order[]) => orders.map(asCreated);
  return onlyMatch({ matching: created(matching), odd: created(odd), sure }, ({ order_id }) => order_id, context);
}

/** Whether an order has the values of an update. */
export async function findUpdate(
  { id, ...wanted }: Facts,
  { call, left, made }: Context,
): Promise<Resolution<UpdatedOrder>> {
  const order = await call('getOrder', { path: { id: String(id) } }, left());
  if (order.id !== id) return { outcome: 'unknown' };
  const { reference, amount, currency } = wanted;
  const like = likeness(
    reference === undefined ? 'same' : compareText(reference, order.reference),
    amount === undefined ? 'same' : compareAmount(amount, order.amount),
    currency === undefined ? 'same' : compareCurrency(currency, order.currency),
  );
  if (like === 'same') return { outcome: 'happened', value: { order_id: order.id } };
  // A field that differs may have been changed again since. Only an order that was not updated since is certain.
  return like === 'other' && isUntouched(made, order) ? { outcome: 'did-not-happen' } : { outcome: 'unknown' };
}

function isUntouched({ possible }: TimeWindow, { created_at, updated_at }: Order): boolean {
  if (!isUnixSeconds(created_at) || !isUnixSeconds(updated_at)) return false;
  return updated_at === created_at || (possible !== undefined && updated_at < possible[0]);
}

function compareOrder(facts: Facts, made: TimeWindow, order: Readonly<Record<string, unknown>>): Likeness {
  return likeness(
    compareReference(facts['reference'], order['reference']),
    compareAmount(facts['amount'], order['amount']),
    compareCurrency(facts['currency'], order['currency']),
    compareTime(made, order['created_at']),
  );
}

/** The search was for this reference: what does not contain it shows that the answer is not understood. */
function compareReference(wanted: unknown, found: unknown): Likeness {
  return fold(String(found)).includes(fold(String(wanted))) ? compareText(wanted, found) : 'odd';
}

/** List items may be abbreviated: what is missing says nothing. */
function isSurelyOther(facts: Facts, made: TimeWindow, item: Readonly<Record<string, unknown>>): boolean {
  return compareOrder(facts, made, item) === 'other';
}

/** The order in the form that its creation would have returned. */
function asCreated({ id, project_id, source, created_at, reference, amount, currency, is_test }: Order): CreatedOrder {
  const purchase = { reference, amount, currency };
  return { order_id: id, project_id, source, created_at, purchase, ...(typeof is_test === 'boolean' && { is_test }) };
}
