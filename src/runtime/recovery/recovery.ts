import type { Resolution, ResolveOptions } from '../../errors/outcome/resolutions.ts';
import type { Clock } from '../clock.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import type { ClaimedIds } from './lookup/claimed-ids.ts';
import type { FactReader, Lookup } from './lookup/lookup.ts';

/** What is open, and what became of it. */
export interface Intents {
  /**
   * Intents of this client's account that nobody has confirmed, oldest first: look here after a crash. Empty without a
   * store. Safe to retry.
   *
   * @throws whatever the store throws.
   */
  pending(): Promise<readonly Intent[]>;
  /**
   * Looks up each of them and settles those it can tell of. Creates and moves nothing. Those of a call that may still act,
   * and those that another process is looking up, stay unknown. Safe to retry.
   *
   * @param options `timeout` for all of them together; none when left out.
   * @throws whatever the store throws when it is asked what is pending.
   */
  resolve(options?: ResolveOptions): Promise<readonly ResolvedIntent[]>;
}

/** An intent, and what was found out about it. */
export interface ResolvedIntent {
  /** As it was kept. */
  readonly intent: Intent;
  /** What was found out. */
  readonly resolution: Resolution;
}

export interface JournalSettings<Operations> {
  readonly facts: Readonly<Partial<Record<string, FactReader>>>;
  /** Loads the lookups: most calls never need them. */
  readonly lookups: () => Promise<Readonly<Partial<Record<string, Lookup<Operations>>>>>;
  readonly store: IntentStore | undefined;
  readonly origin: string;
  /** A digest of the origin and the client id. */
  readonly account: () => string | Promise<string>;
  readonly clock: Clock;
  /** Has at hand what authenticates a request, which may teach the clock Paysera's time. */
  readonly ready: ((signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly now: () => number;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
  /** Milliseconds that `resolve()` takes at most, unless it is told otherwise. */
  readonly timeout: number;
}

/** What the resolvers of a client share. */
export interface Recovery<Operations> extends JournalSettings<Operations> {
  /** Whoever claims an intent: this client. */
  readonly owner: string;
  /** The ids that an operation is known to have created. */
  readonly claimedBy: (operation: string) => ClaimedIds;
  /** Without a store: the latest calls with a key whose outcome is not known, by operation and key. */
  readonly lostKeys: Map<string, Intent>;
}
