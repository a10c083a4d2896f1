/** A request that creates or changes something, in the form that survives a crash. No credential and no personal data. */
export interface Intent {
  /** A UUID, made by the client. */
  readonly id: string;
  /** The operation's id in the OpenAPI document, e.g. `createOrder`. */
  readonly operation: string;
  /** What is known about it: `sent` until a response arrives. */
  readonly state: 'sent' | 'happened' | 'did-not-happen' | 'unknown';
  /** Where it was sent, e.g. `https://api.paysera.com`. */
  readonly origin: string;
  /** A digest of the origin and the client ID: other clients ignore it. */
  readonly account: string;
  /** Milliseconds since 1970 on this machine's clock, just before it was sent. */
  readonly sentAt: number;
  /** Milliseconds to add to that for Paysera's clock, at least and at most; left out while unknown. */
  readonly offset?: readonly [least: number, greatest: number];
  /** Milliseconds since 1970 on this machine's clock: until then the call it belongs to may still act. */
  readonly until: number;
  /** What it is looked up by: IDs, reference, amount on the wire, currency. */
  readonly facts: Facts;
  /** The key that goes with it, for operations that take one, and for the steps of a charge. */
  readonly idempotencyKey?: string;
}

/** What a request is looked up by: names and plain values. */
export type Facts = Readonly<Record<string, string | number | null | undefined>>;

/** A value as a fact; undefined when it is not a plain one. */
export function factOf(value: unknown): Facts[string] {
  return typeof value === 'string' || typeof value === 'number' || value === null ? value : undefined;
}

/** Which intents to list. */
export interface IntentFilter {
  /** The `account` of the intent. */
  readonly account: string;
  /** Only those with this key. */
  readonly idempotencyKey?: string | undefined;
}

/** Stores intents. An intent must be durable when `save` resolves, because the request is sent after that. */
export interface IntentStore {
  /**
   * Adds an intent, or replaces the one with its `id`. One that is settled (`happened`, `did-not-happen`) may be forgotten.
   * Safe to retry.
   *
   * @throws when it cannot be stored. Before sending, that ends the call with a `ConfigurationError`.
   */
  save(intent: Intent): Promise<void>;
  /**
   * Those in state `sent` or `unknown`, oldest first. Safe to retry.
   *
   * @throws when they cannot be read.
   */
  pending(filter: IntentFilter): Promise<readonly Intent[]>;
  /**
   * Takes an intent for one process, in one atomic step: resolves with `true` for one claimant, or for the same
   * owner again, and with `false` when it is not pending or another owner's claim is still valid. Safe to retry.
   *
   * @param owner A UUID of the client that claims.
   * @param milliseconds How long the claim is valid: its process may be dead after that.
   * @throws when it cannot be claimed.
   */
  claim(id: string, owner: string, milliseconds: number): Promise<boolean>;
  /**
   * Releases a claim. Safe to retry.
   *
   * @throws when it cannot be released.
   */
  release(id: string, owner: string): Promise<void>;
}

/** Whether its outcome is still open. */
export function isPending({ state }: Intent): boolean {
  return state === 'sent' || state === 'unknown';
}

/**
 * Keeps intents in memory, for as long as the process lives: for tests, or to list open calls.
 *
 * @example const checkout = createCheckout({ intents: memoryIntents() });
 */
export function memoryIntents(): IntentStore {
  const intents = new Map<string, Intent>();
  const claims = new Map<string, { readonly owner: string; readonly until: number }>();
  return {
    async save(intent) {
      if (isPending(intent)) intents.set(intent.id, intent);
      else {
        intents.delete(intent.id);
        claims.delete(intent.id);
      }
    },
    pending: async ({ account, idempotencyKey: key }) =>
      [...intents.values()].filter(
        (intent) => intent.account === account && (key === undefined || intent.idempotencyKey === key),
      ),
    async claim(id, owner, milliseconds) {
      const held = claims.get(id);
      if (!intents.has(id) || (held && held.owner !== owner && performance.now() < held.until)) return false;
      claims.set(id, { owner, until: performance.now() + milliseconds });
      return true;
    },
    async release(id, owner) {
      if (claims.get(id)?.owner === owner) claims.delete(id);
    },
  };
}
