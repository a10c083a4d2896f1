/** A request for a place in a `GateStore`. */
export interface PlaceRequest {
  /** Whose allowance it is: the origin that the request goes to. */
  readonly origin: string;
  /** Requests in any `window`. One place of them is kept for requests that go `first`. */
  readonly limit: number;
  /** How many of them this request leaves free for others. */
  readonly spare: number;
  /** Milliseconds. */
  readonly window: number;
  /** A token request: it takes the place that is kept for it, if that is free earlier. */
  readonly first: boolean;
  /** Milliseconds: a place that is further away is not handed out. Negative: none is wanted, only `closed` is noted. */
  readonly within: number;
  /** Milliseconds in which nobody may send, because Paysera said so; 0 if it did not. */
  readonly closed: number;
}

/** The earliest free place. */
export interface Place {
  /** Milliseconds from now until the place. */
  readonly wait: number;
  /** Whether it was handed out: it was no further away than `within`. */
  readonly reserved: boolean;
}

/**
 * The rate gate of several processes. It hands out places: the moments at which requests may be sent. Whoever has a place
 * sleeps until then, so that one round trip per call is enough.
 */
export interface GateStore {
  /**
   * Hands out the earliest free place, in one atomic step and by the store's own clock. That is now, unless the window is
   * full: then it is the place of the `limit`th request before this one, plus the window. Safe to retry: a place that
   * nobody uses is lost, and no more.
   *
   * @throws whatever the store throws: the client then uses a gate of its own.
   */
  reserve(request: PlaceRequest): Promise<Place>;
}

/** Places of one origin, as a gate in memory keeps them. Times are milliseconds on one clock. */
export interface Places {
  /** In ascending order. */
  readonly taken: readonly number[];
  /** The latest place of a request that went first. */
  readonly first: number;
  /** Nobody may send before. */
  readonly closedUntil: number;
}

export const NO_PLACES: Places = { taken: [], first: 0, closedUntil: 0 };

/** Finds the earliest free place. The stores do the same in Lua and in SQL. */
export function nextPlace(
  { taken, first, closedUntil }: Places,
  { limit, spare, window, within, closed, ...request }: PlaceRequest,
  now: number,
): { readonly place: Place; readonly places: Places } {
  const open = Math.max(now, closedUntil, closed > 0 ? now + closed : 0);
  const before = taken.at(-Math.max(1, limit - 1 - spare)) ?? Number.NEGATIVE_INFINITY;
  const next = Math.max(open, taken.at(-1) ?? 0, before + window);
  const kept = Math.max(open, first + window);
  const isKept = request.first && limit > 1 && kept <= next;
  const at = isKept ? kept : next;
  const reserved = at - now <= within;
  const places = {
    taken: reserved && !isKept ? [...taken, at].slice(-limit) : taken,
    first: reserved && isKept ? at : first,
    closedUntil: Math.max(closedUntil, closed > 0 ? now + closed : 0),
  };
  return { place: { wait: at - now, reserved }, places };
}

/** A gate for the clients of one process. */
export function memoryGate(): GateStore {
  const gates = new Map<string, Places>();
  return {
    async reserve(request) {
      const { place, places } = nextPlace(gates.get(request.origin) ?? NO_PLACES, request, performance.now());
      gates.set(request.origin, places);
      return place;
    },
  };
}
