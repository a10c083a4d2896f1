import '../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
// Loaded when they are first needed, which would take no time of a clock that a test has stopped.
import { SENDS_ONCE } from '../../../../src/http/sends-once.ts';
import { type CheckoutOptions, createCheckout } from '../../../../src/index.ts';

const ORDER = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const CREATED = { order_id: 'o' };

/** A client whose token is at hand, and what its creations meet. */
function clientOf(meet: () => Response | Promise<Response>, options: CheckoutOptions = {}, mark = {}) {
  let creations = 0;
  const fetch: typeof globalThis.fetch = async (input) => {
    if (String(input).endsWith('/token')) return Response.json({ access_token: 't', expires_in: 3600 });
    creations++;
    return meet();
  };
  const checkout = createCheckout({
    ...{ clientId: 'c', clientSecret: 's', rateLimit: false, retry: { backoff: 0 } },
    ...{ fetch: Object.assign(fetch, mark), ...options },
  });
  return { checkout, creations: () => creations };
}

function refused(): never {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  throw new TypeError('fetch failed', { cause });
}

describe('that nothing was sent', () => {
  test('is believed of a fetch that sends once, and the creation is retried', async () => {
    let tries = 0;
    const meet = () => (tries++ === 0 ? refused() : Response.json(CREATED));
    const { checkout, creations } = clientOf(meet, {}, { [SENDS_ONCE]: true });
    await expect(checkout.orders.create(ORDER)).resolves.toEqual(CREATED);
    expect(creations()).toBe(2);
  });

  test('is not believed of any other: it may have sent it before, over a connection that broke', async () => {
    const { checkout, creations } = clientOf(refused);
    await expect(checkout.orders.create(ORDER)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    expect(creations()).toBe(1);
  });

  test('is not believed of the platform’s own while a retrying agent is behind it', async () => {
    const agent = Symbol.for('undici.globalDispatcher.2');
    const before = (globalThis as Record<symbol, unknown>)[agent];
    class RetryAgent {}
    Object.assign(globalThis, { [agent]: new RetryAgent() });
    try {
      const { checkout } = clientOf(refused, {}, { [SENDS_ONCE]: true });
      await expect(checkout.orders.create(ORDER)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
    } finally {
      Object.assign(globalThis, { [agent]: before });
    }
  });

  test('is not what Response.error() says', async () => {
    const { checkout } = clientOf(() => Response.error(), {}, { [SENDS_ONCE]: true });
    await expect(checkout.orders.create(ORDER)).rejects.toMatchObject({ name: 'OutcomeUnknownError' });
  });
});

describe('a wait that Paysera asks for', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['X-RateLimit-Reset', { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '0' }, 'x-ratelimit-reset'],
    ['Retry-After', {}, 'retry-after'],
  ])('as a Unix time in %s is not 57 years', async (_, headers, name) => {
    const at = String(Date.now() / 1000 + 2);
    let tries = 0;
    const meet = () =>
      tries++ === 0 ? Response.json({}, { status: 429, headers: { ...headers, [name]: at } }) : Response.json(CREATED);
    const { checkout } = clientOf(meet, { rateLimit: {} });
    const creating = checkout.orders.create(ORDER);
    await vi.advanceTimersByTimeAsync(3000);
    await expect(creating).resolves.toEqual(CREATED);
    await expect(checkout.orders.create(ORDER), 'and the gate is open').resolves.toEqual(CREATED);
  });

  test.each([
    ['X-RateLimit-Reset', { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '0' }, 'x-ratelimit-reset', {}, 2],
    ['Retry-After', {}, 'retry-after', {}, 2],
    ['Retry-After of a response that a cache has kept', {}, 'retry-after', { age: '3600' }, 602],
  ])('as a Unix time in %s is counted by the clock that made it', async (_, headers, name, more, seconds) => {
    const paysera = () => Date.now() + 600_000;
    const times = () => ({ date: new Date(paysera()).toUTCString(), [name]: String(paysera() / 1000 + 2), ...more });
    let tries = 0;
    const meet = () =>
      tries++ === 0 ? Response.json({}, { status: 429, headers: { ...headers, ...times() } }) : Response.json(CREATED);
    const { checkout } = clientOf(meet, { rateLimit: {}, timeout: 1_000_000 });
    const began = Date.now();
    const creating = checkout.orders.create(ORDER).then(() => Date.now() - began);
    await vi.advanceTimersByTimeAsync(700_000);
    expect(await creating).toBe(seconds * 1000);
  });
});

describe('what stands beside a payment never costs one', () => {
  test('an onEvent whose promise rejects', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const onEvent = (async () => {
        throw new Error('the listener is broken');
      }) as unknown as () => void;
      const { checkout } = clientOf(() => Response.json(CREATED), { onEvent });
      await expect(checkout.orders.create(ORDER)).resolves.toEqual(CREATED);
      await new Promise((resolve) => setTimeout(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  test('a token store that hangs, when it is read and when it is written', async () => {
    vi.useFakeTimers();
    try {
      const never = () => new Promise<undefined>(() => {});
      const { checkout } = clientOf(() => Response.json(CREATED), { tokenStore: { get: never, set: never } });
      const creating = checkout.orders.create(ORDER, { timeout: 5000 });
      await vi.advanceTimersByTimeAsync(4000);
      await expect(creating).resolves.toEqual(CREATED);
    } finally {
      vi.useRealTimers();
    }
  });
});
