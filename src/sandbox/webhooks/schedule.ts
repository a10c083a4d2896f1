import type { SandboxContext } from '../context.ts';
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
  context: SandboxContext,
  subject: string,
  callbackUrl: string | undefined,
  messages: readonly Message[],
): void {
  const url = context.settings.webhookUrl ?? callbackUrl;
  if (url === undefined) return;
  const ordered = messages.length > 1 && context.faults.take('webhook', ['reorder']) ? messages.toReversed() : messages;
  for (const { title, payload } of ordered) {
    const body = JSON.stringify(payload);
    const fault = context.faults.take('webhook', ['duplicate', 'late', 'wrong-signature']);
    const headers = webhookHeaders(context, body);
    if (fault?.do === 'wrong-signature') headers['X-Paysera-Signature'] = '0'.repeat(64);
    const delivery = { kind: 'webhook', subject, title, url, body, headers } as const;
    addDelivery(context, delivery, context.clock.now() + lateness(fault));
    if (fault?.do === 'duplicate') addDelivery(context, delivery, context.clock.now());
  }
}

/** Takes a delivery in, to be tried at `time`. */
export function addDelivery(
  context: SandboxContext,
  delivery: Pick<DeliveryRow, 'kind' | 'subject' | 'title' | 'url' | 'body' | 'headers'>,
  time: number,
): void {
  const row: DeliveryRow = {
    ...delivery,
    id: context.ids.uuid(),
    status: 'waiting',
    attempts: [],
    next_at: time,
    created_at: Math.floor(context.clock.now() / 1000),
  };
  keep(context, row);
  const { deliveries } = context.tables;
  if (deliveries.size > KEPT) {
    const oldest = deliveries.all().find(({ status }) => status !== 'waiting');
    if (oldest) deliveries.delete(oldest.id);
  }
  queue(context, row);
}

/** After a start with `--db`: what was waiting waits on, and what is overdue goes now. */
export function resumeDeliveries(context: SandboxContext): void {
  for (const delivery of context.tables.deliveries.by('status', 'waiting')) queue(context, delivery);
}

/** One attempt by hand, as the portal's button does: no retries follow. */
export async function resend(context: SandboxContext, id: string): Promise<void> {
  const delivery = context.tables.deliveries.get(id);
  if (delivery) await attempt(context, delivery, true);
}

function queue(context: SandboxContext, { id, subject, next_at: time }: DeliveryRow): void {
  if (time === undefined) return;
  context.schedule.at(time, subject, async () => {
    const delivery = context.tables.deliveries.get(id);
    if (delivery?.status === 'waiting') await attempt(context, delivery, false);
  });
}

async function attempt(context: SandboxContext, delivery: DeliveryRow, byHand: boolean): Promise<void> {
  const at = context.clock.now();
  const lost = context.faults.take(delivery.kind, ['lose']);
  const { deliver: handler } = context.settings;
  const outcome = lost ? 'lost on the way' : await (handler ? deliverTo(handler, delivery) : deliver(delivery));
  const attempts: DeliveryAttempt[] = [...delivery.attempts, { at, outcome, ...(byHand && { by_hand: true }) }];
  const current = context.tables.deliveries.get(delivery.id) ?? delivery;
  const next = after(outcome, attempts.filter(({ by_hand }) => !by_hand).length, delivery.kind);
  // An attempt by hand can end a delivery well, and otherwise changes nothing about it.
  if (byHand && next.status !== 'delivered') return keep(context, { ...current, attempts });
  const { next_at: _, ...ended } = current;
  const row: DeliveryRow =
    next.status === 'waiting'
      ? { ...ended, attempts, status: 'waiting', next_at: context.clock.now() + next.wait }
      : { ...ended, attempts, status: next.status };
  keep(context, row);
  queue(context, row);
}

/** What follows an attempt. */
function after(
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

function keep(context: SandboxContext, delivery: DeliveryRow): void {
  context.tables.deliveries.put(delivery);
  context.events.emit({ type: 'delivery', delivery });
}

function lateness(fault: FaultPlan | undefined): number {
  return fault?.do === 'late' ? (fault.seconds ?? 3600) * 1000 : 0;
}
