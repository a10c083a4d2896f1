/** The allowance of requests of each client address, in windows of a minute. */
export interface RateLimit {
  /** Spends one. */
  take(client: string): { readonly allowed: boolean; readonly headers: Record<string, string> };
}

const WINDOW = 60_000;

export function createRateLimit(limit: number | false, now: () => number): RateLimit {
  const windows = new Map<string, { ends: number; left: number }>();
  return {
    take(client) {
      if (limit === false) return { allowed: true, headers: headersOf(1_000_000, 1_000_000, WINDOW) };
      const time = now();
      if (windows.size > 1000) for (const [key, { ends }] of windows) if (ends <= time) windows.delete(key);
      const open = windows.get(client);
      const window = open && open.ends > time ? open : { ends: time + WINDOW, left: limit };
      windows.set(client, window);
      const allowed = window.left > 0;
      if (allowed) window.left--;
      const headers = headersOf(limit, window.left, window.ends - time);
      return {
        allowed,
        headers: allowed ? headers : { ...headers, 'Retry-After': headers['X-RateLimit-Reset'] ?? '' },
      };
    },
  };
}

function headersOf(limit: number, left: number, milliseconds: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(left),
    // Seconds until, not a point in time.
    'X-RateLimit-Reset': String(Math.ceil(milliseconds / 1000)),
  };
}
