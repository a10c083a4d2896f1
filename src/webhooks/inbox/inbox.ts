/** The result of a claim: `'first'`: handle it now; `'seen'`: already handled; `'busy'`: being handled elsewhere. */
export type Claim = 'first' | 'seen' | 'busy';

/**
 * Remembers which events were handled. Every claim has its own owner, so that a late `release` cannot release someone
 * else's claim. A claim ends with its lease: if a process dies, the event can be claimed again.
 */
export interface Inbox {
  /**
   * Claims an event. Of several concurrent claims, exactly one is `'first'`; called again, it is `'busy'` or `'seen'`.
   *
   * @throws whatever the store throws: the response is 500, and Paysera retries the delivery.
   */
  claim(key: string, owner: string): Promise<Claim>;
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
}

/** How long a claim lasts. */
export interface LeaseOptions {
  /** Milliseconds after which a claim that was neither done nor released expires. Default 5 minutes. Must be longer than any handler runs. */
  readonly lease?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Options of `memoryInbox`. */
export interface MemoryInboxOptions extends LeaseOptions {
  /** Milliseconds for which a handled event is remembered. Default 2 days: Paysera retries for 31 hours. */
  readonly ttl?: number | undefined;
  /** How many events are remembered at most; the oldest is forgotten first. Default 10,000. */
  readonly max?: number | undefined;
}

export const LEASE = 300_000;
export const TTL = 172_800_000;

/**
 * Creates an inbox in memory, which is enough for a single server. With several servers, or on serverless platforms,
 * use the `inbox` of `sqlState` or `redisState`.
 *
 * @example createWebhookHandler({ secret, on, inbox: memoryInbox({ max: 1_000 }) });
 */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  const { ttl = TTL, max = 10_000, lease = LEASE, now = Date.now } = options;
  // An entry without an owner is done. Ordered by claim.
  const entries = new Map<string, { readonly owner?: string; readonly until: number }>();
  return {
    async claim(key, owner) {
      const entry = entries.get(key);
      if (entry && entry.until > now()) return entry.owner ? 'busy' : 'seen';
      // Never forgets an event that is being handled: it would be handled twice.
      for (const [oldest, { owner }] of entries) {
        if (entries.size < max) break;
        if (!owner) entries.delete(oldest);
      }
      entries.delete(key);
      entries.set(key, { owner, until: now() + lease });
      return 'first';
    },
    async done(key) {
      entries.set(key, { until: now() + ttl });
    },
    async release(key, owner) {
      if (entries.get(key)?.owner === owner) entries.delete(key);
    },
  };
}
