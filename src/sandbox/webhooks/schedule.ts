import type { SandboxContext } from '../context.ts';
import type { FaultPlan } from '../faults.ts';
import type { DeliveryAttempt, DeliveryRow } from '../store/rows.ts';
import { deliverInProcess } from './deliver.ts';
import { signatureHeader, webhookHeaders } from './sign.ts';

const HOUR = 3_600_000;
/** The wait after each failed attempt; after the last one, the delivery has failed. */
const RETRY_WAITS = [HOUR, 5 * HOUR, 25 * HOUR];
const MAX_DELIVERIES = 5_000;

/** The title and payload of a webhook. */
export interface WebhookMessage {
  readonly title: string;
  readonly payload: object;
}

/** Sends the webhooks of one event to the order's `callback_url`, in this order. */
export function sendWebhooks(
  context: SandboxContext,
  subject: string,
  callbackUrl: string | undefined,
  messages: readonly WebhookMessage[],
): void {
  const url = context.settings.webhookUrl ?? callbackUrl;
  if (url === undefined) return;
  const ordered = messages.length > 1 && context.faults.take('webhook', ['reorder']) ? messages.toReversed() : messages;
  for (const { title, payload } of ordered) {
    const body = JSON.stringify(payload);
    const fault = context.faults.take('webhook', ['duplicate', 'late', 'wrong-signature']);
    const headers = webhookHeaders(context);
    if (fault?.do === 'wrong-signature') headers['X-Paysera-Signature'] = '0'.repeat(64);
    const delivery = { kind: 'webhook', subject, title, url, body, headers } as const;
    addDelivery(context, delivery, context.clock.now() + delayOf(fault));
    if (fault?.do === 'duplicate') addDelivery(context, delivery, context.clock.now());
  }
}

/** Adds a delivery, to be attempted at `time`. */
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
  saveDelivery(context, row);
  const { deliveries } = context.tables;
  if (deliveries.size > MAX_DELIVERIES) {
    const oldest = deliveries.all().find(({ status }) => status !== 'waiting');
    if (oldest) deliveries.delete(oldest.id);
  }
  queue(context, row);
}

/** After a restart with a database: reschedules pending deliveries, and sends overdue ones now. */
export function resumeDeliveries(context: SandboxContext): void {
  for (const delivery of context.tables.deliveries.by('status', 'waiting')) queue(context, delivery);
}

/** Sends a delivery once more, like the button in the portal. No retries follow. */
export async function resend(context: SandboxContext, id: string): Promise<void> {
  const delivery = context.tables.deliveries.get(id);
  if (delivery) await attempt(context, delivery, true);
}

/** Sends all that have failed or were rejected once more, those of one order one after the other. */
export function resendFailed(context: SandboxContext): void {
  const { deliveries } = context.tables;
  for (const { id, subject } of [...deliveries.by('status', 'failed'), ...deliveries.by('status', 'rejected')])
    context.schedule.at(context.clock.now(), subject, () => resend(context, id));
}

/**
 * When a waiting delivery will be attempted, in milliseconds on the sandbox's clock: the next time, and those that
 * follow if each fails.
 */
export function attemptsAhead({ status, kind, next_at, attempts }: DeliveryRow): number[] {
  if (status !== 'waiting' || next_at === undefined) return [];
  const ahead = [next_at];
  if (kind === 'callback') return ahead;
  for (const wait of RETRY_WAITS.slice(attempts.filter(({ by_hand }) => !by_hand).length))
    ahead.push((ahead.at(-1) ?? 0) + wait);
  return ahead;
}

function queue(context: SandboxContext, { id, subject, title, next_at: time }: DeliveryRow): void {
  if (time === undefined) return;
  const waiting = () => {
    const delivery = context.tables.deliveries.get(id);
    // Sent by hand in the meantime, it may wait for another time.
    return delivery?.status === 'waiting' && delivery.next_at === time ? delivery : undefined;
  };
  const work = async () => {
    const delivery = waiting();
    if (delivery) await attempt(context, delivery, false);
  };
  context.schedule.at(time, subject, work, () => waiting() && { what: `“${title}” is sent`, about: subject });
}

async function attempt(context: SandboxContext, unsigned: DeliveryRow, byHand: boolean): Promise<void> {
  const delivery = await signed(context, unsigned);
  const at = context.clock.now();
  const lost = context.faults.take(delivery.kind, ['lose']);
  const { deliver: handler } = context.settings;
  const started = performance.now();
  const answer: Pick<DeliveryAttempt, 'outcome' | 'response' | 'duration'> = lost
    ? { outcome: 'lost in transit' }
    : {
        ...(await (handler ? deliverInProcess(handler, delivery) : context.platform.post(delivery))),
        duration: performance.now() - started,
      };
  const { outcome } = answer;
  const before = context.tables.deliveries.get(delivery.id);
  // Deleted in the meantime, by a reset.
  if (!before) return;
  const current = { ...before, headers: delivery.headers };
  const attempts: DeliveryAttempt[] = [...current.attempts, { at, ...answer, ...(byHand && { by_hand: true }) }];
  const next = nextStep(outcome, attempts.filter(({ by_hand }) => !by_hand).length, delivery.kind);
  // A manual attempt can complete a delivery, but a failed one changes nothing.
  if (byHand && next.status !== 'delivered') return saveDelivery(context, { ...current, attempts });
  const { next_at: _, ...withoutNext } = current;
  const row: DeliveryRow =
    next.status === 'waiting'
      ? { ...withoutNext, attempts, status: 'waiting', next_at: context.clock.now() + next.wait }
      : { ...withoutNext, attempts, status: next.status };
  saveDelivery(context, row);
  queue(context, row);
}

/** Signed when it is first sent: a signature takes a moment, and what writes a delivery must not wait. */
async function signed(context: SandboxContext, delivery: DeliveryRow): Promise<DeliveryRow> {
  if (delivery.kind !== 'webhook') return delivery;
  // One that has a signature keeps it: it was sent before, or is wrong on purpose.
  return { ...delivery, headers: { ...(await signatureHeader(context, delivery.body)), ...delivery.headers } };
}

/** What happens after an attempt. */
function nextStep(
  outcome: number | string,
  attempts: number,
  kind: DeliveryRow['kind'],
): { readonly status: 'delivered' | 'failed' | 'rejected' } | { readonly status: 'waiting'; readonly wait: number } {
  if (typeof outcome === 'number' && outcome >= 200 && outcome < 300) return { status: 'delivered' };
  // 401 means a rejected signature: Paysera does not retry, even if the shop fixes its secret later.
  if (outcome === 401 && kind === 'webhook') return { status: 'rejected' };
  const wait = RETRY_WAITS[attempts - 1];
  if (kind === 'callback' || wait === undefined) return { status: 'failed' };
  return { status: 'waiting', wait };
}

function saveDelivery(context: SandboxContext, delivery: DeliveryRow): void {
  context.tables.deliveries.put(delivery);
  context.events.emit({ type: 'delivery', delivery });
}

function delayOf(fault: FaultPlan | undefined): number {
  return fault?.do === 'late' ? (fault.seconds ?? 3600) * 1000 : 0;
}
