import type { Resolutions, ResolveOptions } from '../../errors/outcome/resolutions.ts';
import type { Clock } from '../clock.ts';
import type { Intent, IntentStore } from './intents/intents.ts';
import type { ClaimedIds } from './lookup/claimed-ids.ts';
import type { FactReader, Lookup } from './lookup/lookup.ts';

/** The intents that are still open, and how they ended. */
export interface Intents {
  /**
   * Unconfirmed intents of this client's account, oldest first: look here after a crash. Empty without a
   * store. Safe to retry.
   *
   * @throws whatever the store throws.
   */
  pending(): Promise<readonly Intent[]>;
  /**
   * Looks up each pending intent and settles those whose outcome it can find out. It only reads. Intents of a call that
   * may still act, and those that another process is looking up, stay unknown. Safe to retry.
   *
   * @example
   * for (const { operation, resolution } of await checkout.intents.resolve()) {
   *   if (operation === 'createOrder' && resolution.outcome === 'happened') console.log(resolution.value.order_id);
   * }
   * @param options `timeout` for all of them together; none when left out.
   * @throws {ConfigurationError} when an option does not exist.
   * @throws whatever the store throws when the pending intents are listed.
   */
  resolve(options?: ResolveOptions): Promise<readonly ResolvedIntent[]>;
}

/** An intent, and what was found out about it. Comparing `operation` narrows what its `resolution` can be. */
export type ResolvedIntent = {
  readonly [Id in keyof Resolutions]: {
    /** The operation's id in the OpenAPI document. */
    readonly operation: Id;
    /** As it was stored. */
    readonly intent: Intent;
    /** What was found out. */
    readonly resolution: Resolutions[Id];
  };
}[keyof Resolutions];

export interface JournalSettings<Operations> {
  readonly facts: Readonly<Partial<Record<string, FactReader>>>;
  /** Loads the lookups: most calls never need them. */
  readonly lookups: () => Promise<Readonly<Partial<Record<string, Lookup<Operations>>>>>;
  readonly store: IntentStore | undefined;
  readonly origin: string;
  /** A digest of the origin and the client ID. */
  readonly account: () => string | Promise<string>;
  readonly clock: Clock;
  /** Fetches what authenticates a request, which may teach the clock Paysera's time. */
  readonly ready: ((signal: AbortSignal) => Promise<unknown> | undefined) | undefined;
  readonly now: () => number;
  /** Milliseconds in which Paysera may still be at work on a request whose response was lost. */
  readonly gracePeriod: number;
  /** Milliseconds that `resolve()` takes at most, unless it is given a `timeout`. */
  readonly timeout: number;
}

/** What all calls of a client share for recovery. */
export interface Recovery<Operations> extends JournalSettings<Operations> {
  /** A UUID of this client, as the owner of its claims. */
  readonly owner: string;
  /** The IDs that an operation is known to have created. */
  readonly claimedBy: (operation: string) => ClaimedIds;
  /** Without a store: the latest calls with a key whose outcome is not known, by operation and key. */
  readonly lostKeys: Map<string, Intent>;
  /** Refuses what is no option of `resolve()`. Passed on, because an import in code that is loaded later makes bundles larger. */
  readonly assertResolve: (of: string, options: ResolveOptions | undefined) => void;
}
