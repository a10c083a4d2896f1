import type { SetAsideEvent } from './delivery.ts';

/**
 * The result of a claim. A number: handle it now; it is that many times that the event has been claimed. `'seen'`: already
 * handled; `'busy'`: being handled elsewhere; `'set-aside'`: it failed too often.
 */
export type Claim = number | 'seen' | 'busy' | 'set-aside';

/** Who handles an event. Every claim has an owner of its own. */
export interface EventClaim {
  /** As `webhookKey` makes it. */
  readonly key: string;
  /** A UUID. */
  readonly owner: string;
}

/**
 * Remembers which events were handled. Every claim has its own owner, so that a late `release` cannot release someone
 * else's claim. A claim ends with its lease unless it is renewed: if a process dies, the event can be claimed again.
 */
export interface Inbox {
  /** Milliseconds that a claim lasts unless it is renewed, which happens four times as often for as long as a handler runs. */
  readonly lease: number;
  /**
   * Claims an event. Of several concurrent claims, exactly one is a number; called again, it is `'busy'` or `'seen'`.
   *
   * @throws whatever the store throws: the response is 500, and Paysera retries the delivery.
   */
  claim(key: string, owner: string): Promise<Claim>;
  /**
   * Begins the lease of a claim again. Resolves with `false` when the event has another owner by now, or was handled. Safe
   * to retry.
   *
   * @throws whatever the store throws: `onError` is called, and the claim is renewed a quarter of its lease later.
   */
  renew(key: string, owner: string): Promise<boolean>;
  /**
   * Marks an event as handled: from now on every claim is `'seen'`. Safe to retry.
   *
   * @throws whatever the store throws: `onError` is called, and the response is 200, since the event was handled.
   */
  done(key: string, owner: string): Promise<void>;
  /**
   * Gives up a claim, so that the event can be claimed again at once. Does nothing when the event has another owner by
   * now. Safe to retry.
   *
   * @throws whatever the store throws: `onError` is called, and the claim ends with its lease.
   */
  release(key: string, owner: string): Promise<void>;
  /**
   * Keeps the delivery of a claimed event before its last try, which may end the process. Unless that calls `done`, every
   * later claim is `'set-aside'`. Does nothing when the event has another owner by now. Safe to retry.
   *
   * @param delivery Opaque text, with personal data of the payer.
   * @throws whatever the store throws: the response is 500, and the handler is not run.
   */
  setAside(key: string, owner: string, delivery: string): Promise<void>;
  /**
   * Lists the events that were set aside, oldest first, and those whose last try is running. Safe to retry.
   *
   * @throws whatever the store throws.
   */
  listSetAside(): Promise<readonly SetAsideEvent[]>;
  /**
   * Lets an event that was set aside be claimed once more, and resolves with its delivery as it came: pass it to your
   * handler. It stays listed until it was handled. Undefined when the event is not set aside. Safe to retry.
   *
   * @throws whatever the store throws.
   */
  retry(key: string): Promise<Request | undefined>;
}

/** How long a claim lasts. */
export interface LeaseOptions {
  /** Milliseconds after which a claim that is not renewed expires, because its process has died. Default 5 minutes. */
  readonly lease?: number | undefined;
}

/** Options of `memoryInbox`. */
export interface MemoryInboxOptions extends LeaseOptions {
  /** Milliseconds for which a handled event is remembered. Default 2 days: Paysera retries for 31 hours. */
  readonly ttl?: number | undefined;
  /** How many events are remembered at most; the oldest is forgotten first. Default 10,000. */
  readonly max?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export const LEASE = 300_000;
