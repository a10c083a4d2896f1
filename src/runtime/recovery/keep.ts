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

/** Stores an intent before its request is sent. */
export async function keep<Operations>(
  recovery: Recovery<Operations>,
  operation: Operation,
  { store, intentFor, signal, ends }: ToKeep,
): Promise<{ readonly intent: Intent; readonly kept: KeptIntent; readonly earlier: readonly Intent[] }> {
  const left = (): Patience => ({ signal, timeout: Math.max(1, ends - performance.now()) });
  if (!recovery.clock.range()) await knowTime(recovery, left());
  const intent = intentFor(await recovery.account(), recovery.clock.moment());
  const { account, idempotencyKey } = intent;
  let earlier: readonly Intent[] = [];
  if (operation.retry === 'key') {
    const open = await withPatience(operation.id, left(), async () => store.pending({ account, idempotencyKey }));
    earlier = open.filter((one) => one.operation === operation.id);
  }
  return { intent, kept: await KeptIntent.open(store, intent, left()), earlier };
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
