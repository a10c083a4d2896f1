import type { Resolution, ResolveOptions } from '../../errors/outcome/resolutions.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import { safeCause } from '../../errors/redact.ts';
import { BACKGROUND, type StepOptions } from '../call/step.ts';
import type { Call } from '../call/wire-types.ts';
import { Deadline } from '../transport/deadline.ts';
import { endOf } from './end-of.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import type { KeptIntent } from './intents/kept-intent.ts';
import { saveAtLast } from './intents/save-at-last.ts';
import type { TimeWindow } from './lookup/lookup.ts';
import { type RunLookupSettings, runLookup } from './lookup/run-lookup.ts';
import type { Recovery, ResolvedIntent } from './recovery.ts';

/** A request of this process whose response was lost. */
export interface LostHere {
  /** With its times by this machine's clock as it is when this is called. */
  readonly intent: () => Intent;
  readonly kept: KeptIntent | undefined;
  readonly quiescentAt: number;
  /** Remembers that the intent is being closed as did-not-happen. */
  readonly closing: Closing;
}

/** Closing an intent in a store may take longer than the caller can wait. */
export interface Closing {
  /** Resolves with whether the claim was valid until it was closed, so that no other process reported did-not-happen. */
  done?: Promise<boolean>;
}

// Reads of a lookup that do not wait for others. Most lookups need no more.
const PROMPT_READS = 5;
// Milliseconds by which a claim outlasts its lookup, and the longest claim.
const LEASE_SLACK = 60_000;
const LONGEST_LEASE = 600_000;
const UNTIMED = { made: { likely: undefined, possible: undefined }, tentative: true } as const;

/** Resolves a call of this process. Never rejects. */
export async function resolveOwn<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  { intent: dated, kept, quiescentAt, closing }: LostHere,
  { signal, timeout = recovery.timeout }: ResolveOptions = {},
): Promise<Resolution> {
  const deadline = new Deadline(signal, timeout);
  try {
    if (closing.done && (await deadline.within(closing.done))) return { outcome: 'did-not-happen' };
    const intent = dated();
    const find = () => look(recovery, call, dated, { quiescentAt, sameClock: true, deadline, prompt: PROMPT_READS });
    if (!kept) return await find();
    // Claimed in parallel, but needed only for did-not-happen, which only one process may report.
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
      ? await settle(recovery, kept.store, intent, deadline, closing)
      : { outcome: 'unknown' };
  } catch (error) {
    return unknown(error);
  } finally {
    deadline.close();
  }
}

/** Resolves every pending intent of the account, including those of other processes. */
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
      // A read teaches the clock Paysera's time, without which the age of the intent is unknown.
      if (!recovery.clock.range()) await read(recovery, call, intent, leftOf(deadline, 0));
      const resolution = await resolveForeign(recovery, store, call, { intent, deadline, began });
      // Each operation with facts is one of `Resolutions`, and its lookup finds what is listed there.
      resolved.push({ operation: intent.operation, intent, resolution } as ResolvedIntent);
    }
    return resolved;
  } finally {
    deadline.close();
  }
}

/** An intent known only from the store, whichever process sent it. Never rejects. */
async function resolveForeign<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  call: Call<Operations>,
  { intent, deadline, began }: { readonly intent: Intent; readonly deadline: Deadline; readonly began: number },
): Promise<Resolution> {
  try {
    const endedAt = endOf(recovery, intent, began);
    // The call it belongs to may still act, and two processes must not both get did-not-happen.
    if (endedAt > performance.now()) return { outcome: 'unknown' };
    if (!(await deadline.within(claim(recovery, store, intent, deadline)))) return { outcome: 'unknown' };
    const quiescentAt = endedAt + recovery.gracePeriod;
    const found = await look(recovery, call, () => intent, { quiescentAt, sameClock: false, deadline, prompt: 0 });
    if (found.outcome === 'did-not-happen') return await settle(recovery, store, intent, deadline);
    const state = found.outcome;
    const written = state === 'happened' ? store.save({ ...intent, state }) : store.release(intent.id, recovery.owner);
    await deadline.within(written).catch(() => {});
    return found;
  } catch (error) {
    return unknown(error);
  }
}

/** Records that it did not happen, if the claim still holds, so that no other process reports the same. */
async function settle<Operations>(
  recovery: Recovery<Operations>,
  store: IntentStore,
  intent: Intent,
  deadline: Deadline,
  closing: Closing = {},
): Promise<Resolution> {
  const state = 'did-not-happen';
  const holds = performance.now() + leaseOf(deadline);
  if (!(await deadline.within(claim(recovery, store, intent, deadline)))) return { outcome: 'unknown' };
  const closed = saveAtLast(
    () => store.save({ ...intent, state }),
    () => performance.now() < holds,
  );
  closing.done = closed.catch(() => false);
  return { outcome: (await deadline.within(closed)) ? state : 'unknown' };
}

function leaseOf(deadline: Deadline): number {
  return Math.min(Math.max(0, deadline.remaining()) + LEASE_SLACK, LONGEST_LEASE);
}

function claim<Operations>(
  { owner }: Recovery<Operations>,
  store: IntentStore,
  { id }: Intent,
  deadline: Deadline,
): Promise<boolean> {
  return store.claim(id, owner, leaseOf(deadline));
}

async function look<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  dated: () => Intent,
  terms: Pick<RunLookupSettings, 'quiescentAt' | 'sameClock'> & {
    readonly deadline: Deadline;
    readonly prompt: number;
  },
): Promise<Resolution> {
  const { deadline, prompt, ...rest } = terms;
  const { clock, gracePeriod } = recovery;
  const left = leftOf(deadline, prompt);
  try {
    return await runLookup(dated, { clock, gracePeriod, left, ...rest }, (made, tentative) =>
      read(recovery, call, dated(), left, { made, tentative }),
    );
  } catch (error) {
    return unknown(error);
  }
}

async function read<Operations>(
  recovery: Recovery<Operations>,
  call: Call<Operations>,
  { id, operation, facts }: Intent,
  left: () => StepOptions,
  when: { readonly made: TimeWindow; readonly tentative: boolean } = UNTIMED,
): Promise<Resolution> {
  try {
    const { [operation]: lookup } = await recovery.lookups();
    if (!lookup) return { outcome: 'unknown' };
    const claimed = recovery.claimedBy(operation);
    const found = await lookup(facts, { call, left, intent: id, claimed, ...when });
    // Paysera's response had an id. What the lookup does not find may have been created with another amount or order.
    return found.outcome === 'did-not-happen' && facts['answered'] !== undefined ? { outcome: 'unknown' } : found;
  } catch (error) {
    return unknown(error);
  }
}

/** @param prompt How many of the reads do not wait for others. */
function leftOf(deadline: Deadline, prompt: number): () => StepOptions {
  let reads = 0;
  return () => {
    deadline.throwIfOver();
    const { signal } = deadline;
    return { signal, timeout: Math.max(1, deadline.remaining()), [BACKGROUND]: ++reads > prompt };
  };
}

function unknown(error: unknown): Resolution {
  return { outcome: 'unknown', cause: isPayseraError(error) ? error : safeCause(error) };
}
