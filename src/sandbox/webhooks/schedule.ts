import type { World } from '../context.ts';
import type { FaultPlan } from '../faults.ts';
import type { DeliveryAttempt, DeliveryRow } from '../rows.ts';
import { deliver, deliverTo } from './deliver.ts';
import { webhookHeaders } from './sign.ts';

const HOUR = 3_600_000;
/** How long after a failed attempt the next one comes; after the last, none does. */
const WAITS = [HOUR, 5 * HOUR, 25 * HOUR];
const KEPT = 5_000;

/** What one delivery is about. */
export interface Message {
  readonly title: string;
  readonly payload: object;
}

/** Sends the messages of one event to the order's address, in this order. */
export function sendWebhooks(
  world: World,
  subject: string,
  callbackUrl: string | undefined,
  messages: readonly Message[],
): void {
  const url = world.settings.webhookUrl ?? callbackUrl;
  if (url === undefined) return;
  const ordered = messages.length > 1 && world.faults.take('webhook', ['reorder']) ? messages.toReversed() : messages;
  for (const { title, payload } of ordered) {
    const body = JSON.stringify(payload);
    const fault = world.faults.take('webhook', ['duplicate', 'late', 'wrong-signature']);
    const headers = webhookHeaders(world, body);
    if (fault?.do === 'wrong-signature') headers['X-Paysera-Signature'] = '0'.repeat(64);
    const delivery = { kind: 'webhook', subject, title, url, body, headers } as const;
    addDelivery(world, delivery, world.clock.now() + lateness(fault));
    if (fault?.do === 'duplicate') addDelivery(world, delivery, world.clock.now());
  }
}

/** Takes a delivery in, to be tried at `time`. */
export function addDelivery(
  world: World,
  delivery: Pick<DeliveryRow, 'kind' | 'subject' | 'title' | 'url' | 'body' | 'headers'>,
  time: number,
): void {
  const row: DeliveryRow = {
    ...delivery,
    id: world.ids.uuid(),
    status: 'waiting',
    attempts: [],
    next_at: time,
    created_at: Math.floor(world.clock.now() / 1000),
  };
  keep(world, row);
  const { deliveries } = world.tables;
  if (deliveries.size > KEPT) {
    const oldest = deliveries.all().find(({ status }) => status !== 'waiting');
    if (oldest) deliveries.delete(oldest.id);
  }
  queue(world, row);
}

/** After a start with `--db`: what was waiting waits on, and what is overdue goes now. */
export function resumeDeliveries(world: World): void {
  for (const delivery of world.tables.deliveries.by('status', 'waiting')) queue(world, delivery);
}

/** One attempt by hand, as the portal's button does: no retries follow. */
export async function resend(world: World, id: string): Promise<void> {
  const delivery = world.tables.deliveries.get(id);
  if (delivery) await attempt(world, delivery, true);
}

function queue(world: World, { id, subject, next_at: time }: DeliveryRow): void {
  if (time === undefined) return;
  world.schedule.at(time, subject, async () => {
    const delivery = world.tables.deliveries.get(id);
    if (delivery?.status === 'waiting') await attempt(world, delivery, false);
  });
}

async function attempt(world: World, delivery: DeliveryRow, byHand: boolean): Promise<void> {
  const at = world.clock.now();
  const lost = world.faults.take(delivery.kind, ['lose']);
  const { deliver: handler } = world.settings;
  const outcome = lost ? 'lost on the way' : await (handler ? deliverTo(handler, delivery) : deliver(delivery));
  const attempts: DeliveryAttempt[] = [...delivery.attempts, { at, outcome, ...(byHand && { by_hand: true }) }];
  const current = world.tables.deliveries.get(delivery.id) ?? delivery;
  const next = after(outcome, attempts.filter(({ by_hand }) => !by_hand).length, delivery.kind);
  // An attempt by hand can end a delivery well, and otherwise changes nothing about it.
  if (byHand && next.status !== 'delivered') return keep(world, { ...current, attempts });
  const { next_at: _, ...ended } = current;
  const row: DeliveryRow =
    next.status === 'waiting'
      ? { ...ended, attempts, status: 'waiting', next_at: world.clock.now() + next.wait }
      : { ...ended, attempts, status: next.status };
  keep(world, row);
  queue(world, row);
}

/** What follows an attempt. */
export function after(
  outcome: number | string,
  attempts: number,
  kind: DeliveryRow['kind'],
): { readonly status: 'delivered' | 'failed' | 'refused' } | { readonly status: 'waiting'; readonly wait: number } {
  if (typeof outcome === 'number' && outcome >= 200 && outcome < 300) return { status: 'delivered' };
  // Read as a refused signature: Paysera does not try again, even when the shop's secret is put right later.
  if (outcome === 401 && kind === 'webhook') return { status: 'refused' };
  const wait = WAITS[attempts - 1];
  if (kind === 'callback' || wait === undefined) return { status: 'failed' };
  return { status: 'waiting', wait };
}

function keep(world: World, delivery: DeliveryRow): void {
  world.tables.deliveries.put(delivery);
  world.events.emit({ type: 'delivery', delivery });
}

function lateness(fault: FaultPlan | undefined): number {
  return fault?.do === 'late' ? (fault.seconds ?? 3600) * 1000 : 0;
}
