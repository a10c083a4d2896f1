/** Limits the requests of each client address, in windows of one minute. */
export interface RateLimiter {
  /** Counts one request. */
  take(client: string): { readonly allowed: boolean; readonly headers: Record<string, string> };
}

const WINDOW = 60_000;

export function createRateLimiter(limit: number | false, now: () => number): RateLimiter {
  const windows = new Map<string, { ends: number; remaining: number }>();
  return {
    take(client) {
      if (limit === false) return { allowed: true, headers: headersOf(1_000_000, 1_000_000, WINDOW) };
      const time = now();
      if (windows.size > 1000) for (const [key, { ends }] of windows) if (ends <= time) windows.delete(key);
      const existing = windows.get(client);
      const window = existing && existing.ends > time ? existing : { ends: time + WINDOW, remaining: limit };
      windows.set(client, window);
      const allowed = window.remaining > 0;
      if (allowed) window.remaining--;
      const headers = headersOf(limit, window.remaining, window.ends - time);
      return {
        allowed,
        headers: allowed ? headers : { ...headers, 'Retry-After': headers['X-RateLimit-Reset'] ?? '' },
      };
    },
  };
}

function headersOf(limit: number, remaining: number, milliseconds: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    // Seconds until the reset, not a point in time.
    'X-RateLimit-Reset': String(Math.ceil(milliseconds / 1000)),
  };
}
