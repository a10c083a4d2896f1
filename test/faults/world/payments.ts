import {
  type CreatedOrder,
  type CreatedPayment,
  type CreatedPaymentLink,
  isPaymentLinkMissingError,
} from '../../../src/index.ts';
import { PURCHASE } from '../../support/model/wanted.ts';
import type { CallRecord, Wants, What } from './ledger.ts';
import { ask, type Ended, look, type Reported, reported } from './merchant.ts';
import type { Process } from './process.ts';
import { isMade } from './verdict.ts';
import type { World } from './world.ts';

/** Milliseconds after which nothing that was lost can be under way. */
const SETTLED = 180_000;
// A lookup reads each of 120 orders: 2 s for each, or 25 a minute, which is what a rate gate leaves to lookups.
const PATIENT = 330_000;
const ROUNDS = 3;

const orderId = ({ order_id }: { order_id: string }) => order_id;
const linkId = ({ link_id }: { link_id: string }) => link_id;

interface Intention<T> {
  readonly what: What;
  readonly wants: Wants;
  readonly idOf: (value: T) => unknown;
  readonly make: Parameters<typeof ask<T>>[3];
}

/** Asks until the outcome is known, and asks again only for what did not happen. */
export async function until<T>(world: World, process: Process, intention: Intention<T>): Promise<Reported<T>> {
  let known: Reported<T> = { is: 'unknown' };
  for (let round = 1; round <= ROUNDS; round++) {
    const ended = await ask(world, process, intention.wants, intention.make);
    known = await toldLater(world, process, ended, intention);
    if (known.is !== 'did-not-happen') return known;
    if (round > 1) await settled(world);
  }
  world.loose.push(`no ${intention.what} can be made any more`);
  return known;
}

/** What it knows of a call when everything is well again, if it did not know it before. */
async function toldLater<T>(
  world: World,
  process: Process,
  ended: Ended<T>,
  { what, idOf }: Pick<Intention<T>, 'what' | 'idOf'>,
): Promise<Reported<T>> {
  const known = await reported(world, process, what, ended, idOf);
  if (known.is !== 'unknown') return known;
  await settled(world);
  const { crowd, gate, latency } = world.condition;
  const timeout = crowd && (gate || latency) ? PATIENT : undefined;
  const { error } = known;
  const later = error ? await look(world, process, what, { call: ended.call, error }, idOf, timeout) : known;
  // Paysera has no way to read a refund: its key is the way.
  // What did not happen is reported once the journal has closed it. Behind a write that its store never answers, another
  // process has to do that.
  const isStuck = world.hung && !isMade(world, what, ended.call.id);
  // That it did not happen is reported once: whichever process closed the intent knows it.
  const isKnown = world.ledger.statements.some(
    (one) => one.call === ended.call.id && one.what === what && one.is !== 'unknown' && one.teller !== process.name,
  );
  if (later.is === 'unknown' && what !== 'refund' && !isStuck && !isKnown)
    world.loose.push(`nobody can tell of the ${what}`);
  return later;
}

/** Everything is well again, and what was lost is over. */
async function settled(world: World): Promise<void> {
  world.end();
  await world.clock.pass(SETTLED);
}

function purchaseOf({ condition }: World) {
  const { purchase } = PURCHASE;
  return { purchase: { ...purchase, reference: condition.reference ?? purchase.reference } };
}

const orderOf = (world: World): Wants => purchaseOf(world).purchase;

/** `orders.create`. */
export async function create(world: World, process: Process): Promise<void> {
  const make = (options: object) => process.checkout.orders.create(purchaseOf(world), options);
  await until(world, process, { what: 'order', wants: orderOf(world), idOf: orderId, make });
}

/** `orders.create`, three at once, whose references begin alike. */
export async function createThree(world: World, process: Process): Promise<void> {
  const { amount, currency } = PURCHASE.purchase;
  // Of two that are the same nobody can say which is which.
  world.sure = false;
  const each = ['A-1', 'A-10', 'A-1'].map((reference) =>
    until(world, process, {
      what: 'order',
      wants: { reference, amount },
      idOf: orderId,
      make: (options) => process.checkout.orders.create({ purchase: { reference, amount, currency } }, options),
    }),
  );
  await Promise.all(each);
}

/** `createPayment`. */
export async function createPayment(world: World, process: Process): Promise<void> {
  world.rival ??= (other) => createPayment(world, other);
  world.asked.payments++;
  world.asked.links++;
  for (let round = 1; round <= ROUNDS; round++) {
    const ended = await ask(world, process, orderOf(world), (options) =>
      process.checkout.createPayment(purchaseOf(world), options),
    );
    if ((await paymentTold(world, process, ended)) !== 'did-not-happen') return;
    if (round > 1) await settled(world);
  }
  world.loose.push('no payment can be made any more');
}

async function paymentTold(
  world: World,
  process: Process,
  ended: Ended<CreatedPayment>,
): Promise<Reported<unknown>['is']> {
  const { call } = ended;
  if ('value' in ended) {
    const { order, link } = ended.value;
    await reported(world, process, 'order', { call, value: order }, orderId);
    await reported(world, process, 'link', { call, value: link }, linkId);
    return 'happened';
  }
  const { error } = ended;
  if (!isPaymentLinkMissingError(error))
    return (await toldLater<CreatedOrder>(world, process, { call, error }, { what: 'order', idOf: orderId })).is;
  await reported(world, process, 'order', { call, value: error.order }, orderId);
  const link = await toldLater<CreatedPaymentLink>(
    world,
    process,
    { call, error: error.cause },
    { what: 'link', idOf: linkId },
  );
  if (link.is === 'did-not-happen') await linkOf(world, process, error.order.order_id);
  return 'happened';
}

/** A link for an order that has none. */
async function linkOf(world: World, process: Process, order_id: string): Promise<Reported<CreatedPaymentLink>> {
  const { amount } = PURCHASE.purchase;
  const link = { order_id, name: 'A-1', experience: { language: 'en' }, purchase: { amount } };
  return until(world, process, {
    what: 'link',
    wants: { order_id, amount },
    idOf: linkId,
    make: (options) => process.checkout.paymentLinks.create(link, options),
  });
}

/** `paymentLinks.create`. */
export async function link(world: World, process: Process): Promise<void> {
  const { id } = world.paysera.orders.add(purchaseOf(world).purchase);
  world.rival = undefined;
  world.asked.payments++;
  world.asked.links++;
  await linkOf(world, process, id);
}

/** `orders.update`. */
export async function update(world: World, process: Process): Promise<void> {
  const { id } = world.paysera.orders.add(purchaseOf(world).purchase);
  const amount = 1500;
  const make = (options: object) => process.checkout.orders.update(id, { amount }, options);
  await until(world, process, { what: 'update', wants: { order_id: id, amount }, idOf: orderId, make });
}

/** What is left to do after a restart, for what the journal reported. */
export async function completePayment(world: World, process: Process, call: CallRecord): Promise<void> {
  const { paysera, ledger } = world;
  const last = (what: What) => ledger.statements.findLast((one) => one.call === call.id && one.what === what);
  const order = last('order');
  if (order?.is === 'did-not-happen') return createPayment(world, process);
  // What was answered before the end is closed in the journal: the merchant's own search finds it.
  const made = paysera.orders.all.find((one) => one.call === call.id);
  if (!made) {
    if (!order) await createPayment(world, process);
    return;
  }
  const has = paysera.links.all.some((one) => one.order_id === made.id && one.call !== undefined);
  if (last('link')?.is === 'did-not-happen' || (!last('link') && !has)) await linkOf(world, process, made.id);
}
