/** Where an event stands: to be handled now, handled before, or being handled elsewhere. */
export type Claim = 'first' | 'seen' | 'busy';

/**
 * Remembers which events were handled. Each claim carries an owner of its own, so that a late `release` cannot free what
 * somebody else has claimed since. A claim ends with its lease: when a process dies, the event can be claimed again.
 */
export interface Inbox {
  /**
   * Claims an event. Of many claims at once, exactly one is `'first'`; repeated, it is `'busy'` or `'seen'`.
   *
   * @throws whatever the store throws: the delivery is answered 500, and comes again.
   */
  claim(key: string, owner: string): Promise<Claim>;
  /**
   * The event was handled: it is `'seen'` from now on, whoever asks. May be repeated.
   *
   * @throws whatever the store throws: `onError` is told, and the delivery is answered 200, since its effect is there.
   */
  done(key: string, owner: string): Promise<void>;
  /**
   * The event was not handled: it can be claimed again at once. Nothing happens when it has another owner by now. May be
   * repeated.
   *
   * @throws whatever the store throws: `onError` is told, and the claim ends with its lease.
   */
  release(key: string, owner: string): Promise<void>;
}

/** How long a claim holds. */
export interface LeaseOptions {
  /** Milliseconds after which a claim that was neither done nor released lapses. Default 5 minutes; longer than any handler runs. */
  readonly lease?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Options of `memoryInbox`. */
export interface MemoryInboxOptions extends LeaseOptions {
  /** Milliseconds for which a handled event is remembered. Default 2 days: Paysera sends again for 31 hours. */
  readonly ttl?: number | undefined;
  /** How many events are remembered at most; the oldest one is forgotten first. Default 10,000. */
  readonly max?: number | undefined;
}

export const LEASE = 300_000;
export const TTL = 172_800_000;

/**
 * An inbox of this process only: enough for one server; behind several, or on serverless, use `sqlInbox` or `redisInbox`.
 *
 * @example createWebhookHandler({ secret, on, inbox: memoryInbox({ max: 1_000 }) });
 */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  const { ttl = TTL, max = 10_000, lease = LEASE, now = Date.now } = options;
  // Without an owner: done. In the order in which they were claimed.
  const entries = new Map<string, { readonly owner?: string; readonly until: number }>();
  return {
    async claim(key, owner) {
      const known = entries.get(key);
      if (known && known.until > now()) return known.owner ? 'busy' : 'seen';
      // Never one that is being handled: it would be handled twice.
      for (const [old, { owner }] of entries) {
        if (entries.size < max) break;
        if (!owner) entries.delete(old);
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
