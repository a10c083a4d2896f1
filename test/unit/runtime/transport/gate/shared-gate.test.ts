import '../../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCheckout, createRateGate, isRateLimitError, type PayseraEvent } from '../../../../../src/index.ts';
import { createEmit } from '../../../../../src/runtime/events.ts';
import { type GateStore, memoryGate, type PlaceRequest } from '../../../../../src/runtime/state/gate-store.ts';
import { sharedGate } from '../../../../../src/runtime/transport/gate/shared-gate.ts';

const ORIGIN = 'https://api.example';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A gate over a store, and what it reports. */
function gateOver(store: GateStore, options = {}) {
  const events: string[] = [];
  const emit = createEmit((event) => {
    if (event.type === 'state') events.push(`${event.part} ${event.outcome}`);
  });
  const own = createRateGate(options);
  const gate = sharedGate({ ...options, store, origin: ORIGIN, own, emit });
  return { gate, events };
}

/** Milliseconds until it settles, by the clock of the test, and its error if it rejects. */
async function timed(promise: Promise<unknown>): Promise<{ took: number; error: unknown }> {
  const started = performance.now();
  const settled = promise.then(
    () => ({ took: performance.now() - started, error: undefined }),
    (error: unknown) => ({ took: performance.now() - started, error }),
  );
  await vi.runAllTimersAsync();
  return settled;
}

describe('a gate that processes share', () => {
  test('sleeps until its place, with one question to the store', async () => {
    const reserve = vi.fn(async () => ({ wait: 7_000, reserved: true }));
    const { gate } = gateOver({ reserve });
    expect(await timed(gate.take({ remaining: 30_000 }))).toEqual({ took: 7_000, error: undefined });
    expect(reserve.mock.calls).toEqual([
      [{ origin: ORIGIN, limit: 50, spare: 0, window: 60_900, first: false, within: 30_000, closed: 0 }],
    ]);
  });

  test('refuses at once when the place is after the deadline, and says when one is free', async () => {
    const { gate } = gateOver({ reserve: async () => ({ wait: 41_000, reserved: false }) });
    const { took, error } = await timed(gate.take({ remaining: 30_000 }));
    expect([took, isRateLimitError(error) && error.retryAfter]).toEqual([0, 41]);
  });

  test('reports to the store at once that Paysera refuses requests, and for how long', async () => {
    const asked: PlaceRequest[] = [];
    const reserve = async (request: PlaceRequest) => {
      asked.push(request);
      return { wait: request.closed, reserved: true };
    };
    const { gate } = gateOver({ reserve });
    gate.learn({ limit: 40, remaining: 12, reset: 30 });
    expect(asked).toEqual([]);
    gate.learn({ limit: 40, remaining: 0, reset: 20, retryAfter: 25 });
    expect(asked).toMatchObject([{ limit: 40, within: -1, closed: 25_000 }]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await timed(gate.take())).took).toBe(20_000);
  });

  test('makes calls that go last wait until half of the places are free, and takes none in advance', async () => {
    const gate = memoryGate();
    const { gate: one } = gateOver(gate, { limit: 10, window: 60_000 });
    const { gate: other } = gateOver(gate, { limit: 10, window: 60_000 });
    for (let i = 0; i < 5; i++) await one.take();
    const last = timed(other.take({ last: true }));
    // Those who come later do not wait behind it.
    expect((await timed(one.take({ remaining: 0 }))).error).toBeUndefined();
    expect((await last).took).toBeGreaterThan(60_000);
    for (let i = 0; i < 4; i++) await one.take();
    const refused = await timed(other.take({ last: true, remaining: 30_000 }));
    expect([refused.took, isRateLimitError(refused.error)]).toEqual([0, true]);
  });

  test('takes another place after its process was suspended past the first', async () => {
    const reserve = vi.fn(async () => ({ wait: 1_000, reserved: true }));
    const { gate } = gateOver({ reserve });
    const taken = gate.take();
    await vi.advanceTimersByTimeAsync(0);
    // The clock goes on while timers do not: what a suspended process sees when it wakes up.
    const now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now + 10_000);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.mocked(performance.now).mockRestore();
    expect(reserve).toHaveBeenCalledTimes(2);
    expect((await timed(taken)).error).toBeUndefined();
  });

  test.each([
    ['fails', async () => Promise.reject(new Error('ECONNREFUSED'))],
    ['hangs', () => new Promise<never>(() => {})],
  ])('keeps a gate of its own while its store %s, asks it again after a while, and says so', async (_, away) => {
    let isAway = true;
    const reserve = vi.fn(() => (isAway ? away() : Promise.resolve({ wait: 0, reserved: true })));
    const { gate, events } = gateOver({ reserve }, { limit: 2 });
    const first = await timed(gate.take({ remaining: 4_000 }));
    expect(first.error).toBeUndefined();
    // A quarter of the call's time at most.
    expect(first.took).toBeLessThanOrEqual(1_000);
    expect((await timed(gate.take({ remaining: 4_000 }))).took).toBe(0);
    expect(isRateLimitError((await timed(gate.take({ remaining: 4_000 }))).error)).toBe(true);
    expect(reserve).toHaveBeenCalledTimes(1);
    expect(events).toEqual(['gate away']);
    isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await timed(gate.take({ remaining: 4_000 }))).took).toBe(0);
    expect(events).toEqual(['gate away', 'gate back']);
  });

  test('counts nothing where the allowance is as good as none', async () => {
    const reserve = vi.fn();
    const { gate } = gateOver({ reserve });
    gate.learn({ limit: 1_000_000, remaining: 999_999, reset: 60 });
    expect((await timed(gate.take())).took).toBe(0);
    expect(reserve).not.toHaveBeenCalled();
  });
});

describe('a client with a state', () => {
  const answers = (path: string) =>
    path.endsWith('/token') ? { access_token: 't', expires_in: 3600 } : { order_id: 'o', status: 'new' };
  const client = (gate: GateStore, more = {}, events: PayseraEvent[] = []) =>
    createCheckout({
      ...{ clientId: 'c', clientSecret: 's', state: { gate }, onEvent: (event) => events.push(event), ...more },
      fetch: async (input) => Response.json(answers(new URL(String(input)).pathname)),
    });

  test('asks its gate once for each request, and lets the token go first', async () => {
    vi.useRealTimers();
    const gate = memoryGate();
    const asked: boolean[] = [];
    const spy: GateStore = {
      reserve(request) {
        asked.push(request.first);
        return gate.reserve(request);
      },
    };
    const checkout = client(spy);
    await checkout.orders.get('o');
    await checkout.orders.get('o');
    expect(asked).toEqual([true, false, false]);
  });

  test('goes on while its store is unavailable, and reports it once', async () => {
    vi.useRealTimers();
    const events: PayseraEvent[] = [];
    const checkout = client({ reserve: () => Promise.reject(new Error('away')) }, {}, events);
    await Promise.all([checkout.orders.get('o'), checkout.orders.get('o')]);
    expect(events.filter(({ type }) => type === 'state')).toEqual([{ type: 'state', part: 'gate', outcome: 'away' }]);
  });

  test('leaves the store alone when it is given another gate, or none', async () => {
    vi.useRealTimers();
    const reserve = vi.fn();
    await client({ reserve }, { rateLimit: false }).orders.get('o');
    await client({ reserve }, { rateLimit: { take: async () => {}, learn: () => {} } }).orders.get('o');
    expect(reserve).not.toHaveBeenCalled();
  });
});
