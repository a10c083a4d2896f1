import type { Resolution, ResolveOptions } from '../../errors/outcome/resolutions.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { safeCause } from '../../errors/redact.ts';
import type { Call } from '../call/wire-types.ts';
import type { CallOptions } from '../options.ts';
import { Deadline } from '../transport/deadline.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import type { KeptIntent } from './intents/kept-intent.ts';
import type { TimeWindow } from './lookup/lookup.ts';
import { runLookup } from './lookup/run-lookup.ts';
import type { Recovery, ResolvedIntent } from './recovery.ts';

/** A request of this process whose response was lost. */
export interface LostHere {
  /** Its times are by this machine's clock as it stands now. */
  readonly intent: Intent;
  readonly kept: KeptIntent | undefined;
  readonly quiescentAt: number;
}

// Milliseconds for which a claim outlasts the look that it is for, and for which it holds at most.
const LEASE_SLACK = 60_000;
const LONGEST_LEASE = 600_000;
const UNTIMED = { made: { likely: undefined, possible: undefined }, tentative: true } as const;

/** Resolves a call of this process. Never rejects. */
export async function resolveOwn<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  { intent, kept, quiescentAt }: LostHere,
  { signal, timeout = recovery.timeout }: ResolveOptions = {},
): Promise<Resolution> {
  const deadline = new Deadline(signal, timeout);
  try {
    const find = () => look(recovery, call, intent, { quiescentAt, sameClock: true, deadline });
    if (!kept) return await find();
    // Asked for at once, and needed only where it did not happen: that is told to one process alone.
    const claiming = kept.idle().then(() => claim(recovery, kept.store, intent, deadline));
    claiming.catch(() => {});
    const found = await find();
    if (found.outcome === 'unknown') {
      claiming.then(() => kept.store.release(intent.id, recovery.owner)).catch(() => {});
      return found;
    }
    if (found.outcome === 'happened') {
      kept.write({ ...intent, state: 'happened' });
      return found;
    }
    return (await deadline.within(claiming))
      ? await settle(recovery, kept.store, intent, deadline)
      : { outcome: 'unknown' };
  } catch (error) {
    return unknown(error);
  } finally {
    deadline.close();
  }
}

/** Resolves what is pending, whoever sent it. */
export async function resolvePending<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  call: Call<Operations>,
  { signal, timeout = Number.POSITIVE_INFINITY }: ResolveOptions,
): Promise<readonly ResolvedIntent[]> {
  const deadline = new Deadline(signal, timeout);
  try {
    const began = performance.now();
    const resolved: ResolvedIntent[] = [];
    const account = await recovery.account();
    const pending = (await deadline.within(store.pending({ account }))).filter(
      ({ operation }) => recovery.facts[operation],
    );
    for (const intent of pending) {
      // Reading teaches the clock Paysera's time, without which nothing can be said of how long ago it was sent.
      if (!recovery.clock.range()) await read(recovery, call, intent, deadline);
      resolved.push({ intent, resolution: await resolveForeign(recovery, store, call, { intent, deadline, began }) });
    }
    return resolved;
  } finally {
    deadline.close();
  }
}

/** One that this process or another one sent, of which the store alone tells. Never rejects. */
async function resolveForeign<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  call: Call<Operations>,
  { intent, deadline, began }: { readonly intent: Intent; readonly deadline: Deadline; readonly began: number },
): Promise<Resolution> {
  try {
    const endedAt = endOf(recovery, intent, began);
    // The call it belongs to may still act: what it is told must not be told to another.
    if (endedAt > performance.now()) return { outcome: 'unknown' };
    if (!(await deadline.within(claim(recovery, store, intent, deadline)))) return { outcome: 'unknown' };
    const quiescentAt = endedAt + recovery.gracePeriod;
    const found = await look(recovery, call, intent, { quiescentAt, sameClock: false, deadline });
    if (found.outcome === 'did-not-happen') return await settle(recovery, store, intent, deadline);
    const state = found.outcome;
    const told = state === 'happened' ? store.save({ ...intent, state }) : store.release(intent.id, recovery.owner);
    await deadline.within(told).catch(() => {});
    return found;
  } catch (error) {
    return unknown(error);
  }
}

/** Milliseconds of `performance.now()`: when the call of an intent was over, at the latest. */
function endOf<Operations>({ clock, now }: Recovery<Operations>, { until, offset }: Intent, began: number): number {
  const here = clock.range();
  // A clock of which nothing is known may have been set since: the call may have ended just now.
  if (!here || !offset) return Math.max(began, performance.now() + until - now());
  return performance.now() + until + offset[1] - (now() + here[0]);
}

/** Notes that it did not happen, if the claim still holds: nobody else is then told so. */
async function settle<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  intent: Intent,
  deadline: Deadline,
): Promise<Resolution> {
  const state = 'did-not-happen';
  if (!(await deadline.within(claim(recovery, store, intent, deadline)))) return { outcome: 'unknown' };
  await deadline.within(store.save({ ...intent, state }));
  return { outcome: state };
}

function claim<Operations>(
  { owner }: Recovery<Operations>,
  store: IntentStore,
  { id }: Intent,
  deadline: Deadline,
): Promise<boolean> {
  const lease = Math.min(Math.max(0, deadline.remaining()) + LEASE_SLACK, LONGEST_LEASE);
  return store.claim(id, owner, lease);
}

async function look<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  intent: Intent,
  terms: { readonly quiescentAt: number; readonly sameClock: boolean; readonly deadline: Deadline },
): Promise<Resolution> {
  const { deadline, ...rest } = terms;
  const { clock, gracePeriod } = recovery;
  const left = leftOf(deadline);
  try {
    return await runLookup(intent, { clock, gracePeriod, left, ...rest }, (made, tentative) =>
      read(recovery, call, intent, deadline, { made, tentative }),
    );
  } catch (error) {
    return unknown(error);
  }
}

async function read<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  { id, operation, facts }: Intent,
  deadline: Deadline,
  when: { readonly made: TimeWindow; readonly tentative: boolean } = UNTIMED,
): Promise<Resolution> {
  try {
    const { [operation]: lookup } = await recovery.lookups();
    if (!lookup) return { outcome: 'unknown' };
    const claimed = recovery.claimedBy(operation);
    const found = await lookup(facts, { call, left: leftOf(deadline), intent: id, claimed, ...when });
    // Paysera said that it made something: what is not found was perhaps read as another amount, or of another order.
    return found.outcome === 'did-not-happen' && facts['answered'] !== undefined ? { outcome: 'unknown' } : found;
  } catch (error) {
    return unknown(error);
  }
}

function leftOf(deadline: Deadline): () => CallOptions {
  return () => {
    deadline.signal.throwIfAborted();
    return { signal: deadline.signal, timeout: Math.max(1, deadline.remaining()) };
  };
}

function unknown(error: unknown): Resolution {
  return { outcome: 'unknown', cause: isPayseraError(error) ? error : safeCause(error) };
}
