import { BODY, ID, ORDERS, type PaymentsApi, TOKEN } from './contender.ts';

/**
 * Everything that a successful call of the client does, written by hand in one function: a deadline, no redirects,
 * reading the headers, parsing and keeping the response. The difference to the client is the cost of the client's
 * structure.
 */
export const byHand: PaymentsApi = {
  name: 'the same by hand',
  kind: 'limit',
  over: 'fetch',
  async connect(origin, fetch = globalThis.fetch) {
    const known = new WeakMap<object, unknown>();
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), 30_000);
      try {
        const response = await fetch(origin + path, {
          method,
          headers: {
            Accept: 'application/json',
            Authorization: `Bearer ${TOKEN}`,
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
          },
          body: body === undefined ? null : JSON.stringify(body),
          redirect: 'manual',
          signal: deadline.signal,
        });
        const { status, headers } = response;
        const seen = READ.map((name) => headers.get(name));
        const data = JSON.parse(await response.text()) as object;
        known.set(data, { status, seen });
        return data;
      } finally {
        clearTimeout(timer);
      }
    };
    return {
      get: () => call('GET', `${ORDERS}/${encodeURIComponent(ID)}`),
      create: () => call('POST', ORDERS, BODY),
      list: () => call('GET', `${ORDERS}?limit=20`),
    };
  },
};

const READ = [
  ...['content-length', 'content-encoding', 'age', 'date', 'retry-after', 'x-request-id'],
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
];
