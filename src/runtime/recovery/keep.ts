import type { Moment } from '../clock.ts';
import type { Operation } from '../operation.ts';
import { Deadline } from '../transport/deadline.ts';
import { endOf } from './end-of.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import { KeptIntent, type Patience, withPatience } from './intents/kept-intent.ts';
import type { Recovery } from './recovery.ts';

/** The store, the intent, and how long to wait for the store. */
export interface ToKeep extends Pick<Patience, 'signal'> {
  readonly store: IntentStore;
  readonly intentFor: (account: string, moment: Moment) => Intent;
  /** Milliseconds of `performance.now()`: when the call is over. */
  readonly ends: number;
}

interface Kept {
  readonly intent: Intent;
  /** The moment that the intent is dated by. While its store is at work, the clock may be set. */
  readonly sent: Moment;
  readonly kept: KeptIntent;
  readonly earlier: readonly Intent[];
}

/** Stores an intent before its request is sent. */
export async function keep<Operations>(
  recovery: Recovery<Operations>,
  operation: Operation,
  { store, intentFor, signal, ends }: ToKeep,
): Promise<Kept> {
  const left = (): Patience => ({ signal, timeout: Math.max(1, ends - performance.now()) });
  if (!recovery.clock.range()) await knowTime(recovery, left());
  const account = await recovery.account();
  const sent = recovery.clock.moment();
  const intent = intentFor(account, sent);
  const { idempotencyKey } = intent;
  let earlier: readonly Intent[] = [];
  if (operation.retry === 'key') {
    const open = await withPatience(operation.id, left(), async () => store.pending({ account, idempotencyKey }));
    earlier = open.filter((one) => one.operation === operation.id);
  }
  return { intent, sent, kept: await KeptIntent.open(store, intent, left()), earlier };
}

/** A step of a key that is still open. */
export interface OpenStep {
  readonly intent: Intent;
  /** Milliseconds of `performance.now()`: when the call that sent it was over, at the latest. */
  readonly endedAt: number;
}

/** The open intents of a key, newest last. */
export async function openSteps<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  idempotencyKey: string,
  patience: Patience,
): Promise<readonly OpenStep[]> {
  const account = await recovery.account();
  const open = await withPatience('charge', patience, async () => store.pending({ account, idempotencyKey }));
  const began = performance.now();
  return open.map((intent) => ({ intent, endedAt: endOf(recovery, intent, began) }));
}

/** Learns Paysera's time, without which an intent is hard to find again. A failure here occurs again in the call itself. */
async function knowTime<Operations>({ ready }: Recovery<Operations>, { signal, timeout }: Patience): Promise<void> {
  const deadline = new Deadline(signal, timeout);
  try {
    await deadline.within(ready?.(deadline.signal) ?? Promise.resolve());
  } catch {
  } finally {
    deadline.close();
  }
}
