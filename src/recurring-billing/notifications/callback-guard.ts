/** Seconds after which Paysera may send a callback again that was turned away. */
const RETRY_AFTER = 5;
/** Lookups at once, and how many callbacks may wait for one of them to end. */
const AT_ONCE = 4;
const WAITING_AT_MOST = 100;
/** Ids that turned out to be forged: so many in a window, then lookups stop until one of them is older than that. */
const FORGED_AT_MOST = 10;
const WINDOW = 60_000;

/** A callback that is turned away for now: seconds until it may come again. */
export class TurnedAway {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    this.retryAfter = retryAfter;
  }
}

/**
 * Bounds what callbacks can make a client do. Anybody can send one, and each new id costs a signed request: without a
 * bound, forged IDs would use up the connections and the rate limit that payments need.
 */
export class CallbackGuard {
  readonly #inFlight = new Set<string>();
  /** Forged IDs with the time of their lookup, oldest first. At most as many as a window allows, and those in flight. */
  readonly #forged = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #lookups = 0;

  /**
   * Looks the id up and handles what is found.
   *
   * @param runLookup Resolves with undefined for a forged id.
   * @returns What `handle` gave; `'forged'`, also without a lookup when one said so within the last minute; or that the
   * callback has to come again.
   */
  async run<T>(
    id: string,
    runLookup: () => Promise<T | undefined>,
    handle: (found: T) => Promise<Response>,
  ): Promise<Response | 'forged' | TurnedAway> {
    this.#forget();
    if (this.#forged.has(id)) return 'forged';
    if (this.#inFlight.has(id)) return new TurnedAway(RETRY_AFTER);
    this.#inFlight.add(id);
    try {
      const found = await this.#lookUpInTurn(id, runLookup);
      if (found === undefined) return 'forged';
      return found instanceof TurnedAway ? found : await handle(found);
    } finally {
      this.#inFlight.delete(id);
    }
  }

  async #lookUpInTurn<T>(id: string, runLookup: () => Promise<T | undefined>): Promise<T | undefined | TurnedAway> {
    if (this.#lookups >= AT_ONCE) {
      if (this.#waiting.length >= WAITING_AT_MOST) return new TurnedAway(RETRY_AFTER);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#lookups++;
    try {
      const closedFor = this.#closedFor();
      if (closedFor > 0) return new TurnedAway(closedFor);
      const found = await runLookup();
      if (found === undefined) this.#forged.set(id, performance.now());
      return found;
    } finally {
      // The place goes to the one who waits longest.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#lookups--;
    }
  }

  /** Seconds until a lookup may be made. */
  #closedFor(): number {
    this.#forget();
    if (this.#forged.size < FORGED_AT_MOST) return 0;
    const [oldest = 0] = this.#forged.values();
    return Math.ceil((oldest + WINDOW - performance.now()) / 1000);
  }

  #forget(): void {
    const horizon = performance.now() - WINDOW;
    for (const [id, at] of this.#forged) {
      if (at > horizon) return;
      this.#forged.delete(id);
    }
  }
}
