import type { Moment } from '../clock.ts';
import type { Operation } from '../operation.ts';
import { Deadline } from '../transport/deadline.ts';
import { endOf } from './end-of.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import { KeptIntent, type Patience, withPatience } from './intents/kept-intent.ts';
import type { MaySend, OpenStep } from './intents/open-step.ts';
import type { Recovery } from './recovery.ts';

/** The store, the intent, and how long to wait for the store. */
export interface ToKeep extends Pick<Patience, 'signal'> {
  readonly store: IntentStore;
  readonly intentFor: (account: string, moment: Moment) => Intent;
  /** Milliseconds of `performance.now()`: when the call is over. */
  readonly ends: number;
  readonly maySend: MaySend | undefined;
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
  { store, intentFor, signal, ends, maySend }: ToKeep,
): Promise<Kept> {
  const left = (): Patience => ({ signal, timeout: Math.max(1, ends - performance.now()) });
  if (!recovery.clock.range()) await knowTime(recovery, left());
  const account = await recovery.account();
  const sent = recovery.clock.moment();
  const intent = intentFor(account, sent);
  const { idempotencyKey } = intent;
  if (idempotencyKey !== undefined && maySend) {
    const kept = await KeptIntent.open(store, intent, left());
    const open = async () => {
      const steps = await openSteps(recovery, store, idempotencyKey, left(), operation.id);
      return steps.filter((step) => step.intent.id !== intent.id);
    };
    try {
      return { intent, sent, kept, earlier: await maySend(intent, open) };
    } catch (error) {
      kept.write({ ...intent, state: 'did-not-happen' });
      throw error;
    }
  }
  let earlier: readonly Intent[] = [];
  if (operation.retry === 'key') {
    const open = await withPatience(operation.id, left(), async () => store.pending({ account, idempotencyKey }));
    earlier = open.filter((one) => one.operation === operation.id);
  }
  return { intent, sent, kept: await KeptIntent.open(store, intent, left()), earlier };
}

/** The open intents of a key, newest last. */
export async function openSteps<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  idempotencyKey: string,
  patience: Patience,
  operation = 'charge',
): Promise<readonly OpenStep[]> {
  const account = await recovery.account();
  const open = await withPatience(operation, patience, async () => store.pending({ account, idempotencyKey }));
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
