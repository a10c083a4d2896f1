import { describe, expect, test } from 'vitest';
import {
  createCheckout,
  createRecurringBilling,
  isOutcomeUnknownError,
  isPayseraError,
  metadataOf,
  type PayseraError,
} from '../../../src/index.ts';
import { FAULTS, type FaultName } from '../../support/model/faults.ts';
import { Paysera, SMALL_PAGES } from '../../support/model/paysera.ts';
import { startFaultyServer } from '../../support/model/server.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const PRICE = { amount: 999, currency: 'EUR' };

type Clients = Awaited<ReturnType<typeof start>>;

/** One operation of each kind and each API. `truth`: how often it took effect. */
const KINDS = {
  read: {
    retry: 'safe',
    path: '/orders/',
    call: ({ checkout, paysera, limits }: Clients) => checkout.orders.get(paysera.orders.all[0]?.id ?? '', limits),
    truth: () => 0,
  },
  'read, by MAC': {
    retry: 'safe',
    path: '/payment-requests/',
    call: ({ recurring, paysera, limits }: Clients) =>
      recurring.paymentRequests.get(paysera.requests.all[0]?.id ?? '', limits),
    truth: () => 0,
  },
  refund: {
    retry: 'key',
    path: '/refunds',
    call: ({ checkout, limits }: Clients) => checkout.payments.refund('p', PRICE, limits),
    truth: ({ paysera }: Clients) => paysera.refunds.all.size,
  },
  'create a payment request': {
    retry: 'key',
    path: '/payment-requests',
    call: ({ recurring, limits }: Clients) => recurring.paymentRequests.create(PAYMENT_REQUEST, limits),
    truth: ({ paysera }: Clients) => paysera.requests.all.filter(({ status }) => status !== 'canceled').length - 1,
  },
  'create an order': {
    retry: 'lookup',
    path: '/orders',
    call: ({ checkout, limits }: Clients) =>
      checkout.orders.create({ purchase: { reference: 'A-2', ...PRICE } }, limits),
    truth: ({ paysera }: Clients) => paysera.orders.all.length - 1,
  },
  'charge a token': {
    retry: 'lookup',
    path: '/authorize',
    call: ({ recurring, paysera, limits }: Clients) =>
      recurring.paymentRequests.authorize(paysera.requests.all[0]?.id ?? '', 'card-token', limits),
    truth: ({ paysera }: Clients) => paysera.charged.length,
  },
} as const;

type KindName = keyof typeof KINDS;

/** A server with one order and one payment request, whose faults strike one path only. */
async function start(fault: FaultName, path: string, times: number) {
  const paysera = new Paysera(SMALL_PAGES);
  let remaining = 0;
  const server = await startFaultyServer(paysera, ({ method, url }) => {
    const [pathname = ''] = url.split('?');
    const disturbed =
      (path.endsWith('/') ? pathname.includes(path) : pathname.endsWith(path)) &&
      (method !== 'GET' || path.endsWith('/'));
    return disturbed && remaining-- > 0 ? FAULTS[fault] : undefined;
  });
  const retry = { backoff: 0, gracePeriod: 0 };
  const shared = { baseUrl: server.url, fetch: server.fetch, rateLimit: false, validation: 'off', retry } as const;
  // Only where no answer comes is there a deadline to be met: no test depends on how fast this machine is.
  const limits = { retry, timeout: fault.startsWith('no answer') ? 150 : 20_000 };
  const checkout = createCheckout({ ...shared, clientId: 'c', clientSecret: 's' });
  const recurring = createRecurringBilling({ ...shared, macId: 'm', macKey: 'k', businessId: 'b' });
  await checkout.orders.create({ purchase: { reference: 'A-1', ...PRICE } });
  await recurring.paymentRequests.create(PAYMENT_REQUEST);
  remaining = times;
  return {
    paysera,
    checkout,
    recurring,
    limits,
    well: () => {
      remaining = 0;
    },
  };
}

async function outcomeOf(call: PromiseLike<unknown>): Promise<PayseraError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isPayseraError(error)) return error;
    throw new Error('an error that is not typed', { cause: error });
  }
}

/**
 * What the first attempt's fault means, from the documents: `not-processed` may always be repeated, `unknown` only where
 * it is safe or keyed, `final` never, `ended` leaves no time.
 */
type Meaning = 'not-processed' | 'unknown' | 'final' | 'ended' | 'too long' | 'refreshed' | 'none';

/** Each fault: what it means, the error of a read that meets it every time, and, for what is final, its class. */
const MEANINGS: Readonly<Record<FaultName, readonly [Meaning, string]>> = {
  'connection refused': ['not-processed', 'ConnectionError'],
  'reset before the request is read': ['unknown', 'ConnectionError'],
  'reset after it was processed': ['unknown', 'ConnectionError'],
  'half an answer, by its length': ['unknown', 'MalformedResponseError'],
  'half an answer, in chunks': ['unknown', 'MalformedResponseError'],
  'half an answer, in gzip': ['unknown', 'MalformedResponseError'],
  'half an error page': ['unknown', 'ServerError'],
  'no answer, not processed': ['ended', 'TimeoutError'],
  'no answer, processed': ['ended', 'TimeoutError'],
  '500 before': ['unknown', 'ServerError'],
  '502 before': ['unknown', 'ServerError'],
  '503 before': ['unknown', 'ServerError'],
  '504 before': ['unknown', 'ServerError'],
  '500 after': ['unknown', 'ServerError'],
  '502 after': ['unknown', 'ServerError'],
  '503 after': ['unknown', 'ServerError'],
  '504 after': ['unknown', 'ServerError'],
  '429': ['not-processed', 'RateLimitError'],
  '429, Retry-After 0': ['not-processed', 'RateLimitError'],
  '429, Retry-After negative': ['not-processed', 'RateLimitError'],
  '429, Retry-After nonsense': ['not-processed', 'RateLimitError'],
  '429, Retry-After twice': ['not-processed', 'RateLimitError'],
  '429, Retry-After in the past': ['not-processed', 'RateLimitError'],
  '429, Retry-After a day': ['too long', 'RateLimitError'],
  '429, Retry-After ten years': ['too long', 'RateLimitError'],
  '401': ['refreshed', 'AuthenticationError'],
  '307 to another origin': ['final', 'MalformedResponseError'],
  '302 to another origin': ['unknown', 'MalformedResponseError'],
  '200 with HTML, not processed': ['unknown', 'MalformedResponseError'],
  '200 with HTML, processed': ['unknown', 'MalformedResponseError'],
  '200 with nothing, not processed': ['unknown', 'MalformedResponseError'],
  '200 with nothing, processed': ['unknown', 'MalformedResponseError'],
  '100 MB of body': ['unknown', 'MalformedResponseError'],
  'the token dies': ['none', ''],
  'duplicate headers': ['unknown', 'ServerError'],
};

describe.each(Object.keys(KINDS) as KindName[])('%s', (name) => {
  const { retry, path, call, truth } = KINDS[name];
  const byMac = path.includes('payment-requests') || path === '/authorize';
  // Paysera does not document what a refund answers: an empty body passes.
  const empty = (fault: FaultName) => name === 'refund' && fault.startsWith('200 with nothing');

  test.each(Object.entries(MEANINGS) as [FaultName, readonly [Meaning, string]][])(
    '%s, every time',
    async (fault, [meaning, error]) => {
      if (empty(fault)) return;
      const clients = await start(fault, path, Number.POSITIVE_INFINITY);
      const failed = await outcomeOf(call(clients));
      const processed = FAULTS[fault].processed;
      if (meaning === 'none') {
        // A token that dies costs a new token, as often as it dies: here with the second attempt too.
        expect(failed?.name).toBe(byMac ? undefined : 'AuthenticationError');
        return;
      }
      const doubtful = (meaning === 'unknown' || meaning === 'ended') && retry !== 'safe';
      expect(failed?.name).toBe(doubtful ? 'OutcomeUnknownError' : error);
      if (doubtful) expect(failed?.cause).toMatchObject({ name: error });
      const once = meaning === 'ended' || meaning === 'final' || meaning === 'too long';
      const attempts =
        once || (meaning === 'unknown' && retry === 'lookup') ? 1 : meaning === 'refreshed' ? (byMac ? 1 : 2) : 3;
      expect(failed?.attempts).toHaveLength(attempts);
      expect(truth(clients)).toBe(processed && retry !== 'safe' ? 1 : 0);
      if (isOutcomeUnknownError(failed) && retry === 'lookup') {
        clients.well();
        expect((await failed.resolve()).outcome).toBe(processed ? 'happened' : 'did-not-happen');
      }
    },
  );

  test.each(Object.entries(MEANINGS) as [FaultName, readonly [Meaning, string]][])(
    '%s, once',
    async (fault, [meaning]) => {
      if (empty(fault)) return;
      const clients = await start(fault, path, 1);
      const failed = await outcomeOf(call(clients));
      const retried =
        meaning === 'not-processed' ||
        meaning === 'none' ||
        (meaning === 'refreshed' && !byMac) ||
        (meaning === 'unknown' && retry !== 'lookup');
      if (!retried) {
        expect(failed?.attempts).toHaveLength(1);
        return;
      }
      expect(failed).toBeUndefined();
      if (retry !== 'safe') expect(truth(clients)).toBe(1);
    },
  );
});

test('a clock that is 400 s off costs one retry, and is reported', async () => {
  const events: object[] = [];
  const paysera = new Paysera(SMALL_PAGES);
  for (const ahead of [400_000, -400_000]) {
    events.length = 0;
    paysera.clockAhead = ahead;
    const { url, fetch } = await startFaultyServer(paysera, () => undefined);
    const recurring = createRecurringBilling({
      ...{ macId: 'm', macKey: 'k', businessId: 'b', baseUrl: url, fetch, validation: 'off' },
      onEvent: (event) => events.push(event),
    });
    const created = await recurring.paymentRequests.create(PAYMENT_REQUEST);
    const reasons = metadataOf(created)?.attempts.map(({ reason }) => reason);
    expect(reasons).toEqual(['401', '200']);
    await recurring.paymentRequests.get(created.id);
    expect(events.filter((event) => 'attempt' in event && event.attempt === 2)).toHaveLength(1);
    const clock = events.filter((event) => 'offset' in event) as { offset: number }[];
    expect(clock).toHaveLength(1);
    expect(Math.abs((clock[0]?.offset ?? 0) - ahead)).toBeLessThan(2000);
  }
});
