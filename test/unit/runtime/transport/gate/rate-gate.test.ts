import '../../../../support/loaded.ts';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRateGate, type RateGate } from '../../../../../src/index.ts';
import { holds } from '../../../../support/model/schedules.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  expect(vi.getTimerCount(), 'a timer is left').toBe(0);
  vi.useRealTimers();
});

/** Takes places and notes when each came, in ms. */
function taker(gate: RateGate) {
  const begun = performance.now();
  const taken: { name: string; at: number }[] = [];
  return {
    taken,
    take: (name: string, options: Parameters<RateGate['take']>[0] = {}) =>
      gate.take(options).then(() => taken.push({ name, at: performance.now() - begun })),
  };
}

test('the rate gate lets the quota through at once, and the rest a window later, in order', async () => {
  const { take, taken } = taker(createRateGate({ limit: 2, window: 1000 }));
  for (const name of 'abcde') void take(name);
  await vi.advanceTimersByTimeAsync(0);
  expect(taken.map(({ name }) => name)).toEqual(['a', 'b']);
  await vi.runAllTimersAsync();
  expect(taken.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(taken[2]?.at).toBeGreaterThanOrEqual(1000);
  expect(taken[4]?.at).toBeGreaterThanOrEqual(2000);
});

test('the rate gate never lets more than the limit through in any window', async () => {
  const { take, taken } = taker(createRateGate({ limit: 3, window: 1000 }));
  for (let i = 0; i < 20; i++) {
    void take(String(i));
    await vi.advanceTimersByTimeAsync(170);
  }
  await vi.runAllTimersAsync();
  expect(taken).toHaveLength(20);
  for (const [index, { at }] of taken.entries()) {
    const next = taken[index + 3];
    if (next) expect(next.at - at).toBeGreaterThanOrEqual(1000);
  }
});

test('a priority caller goes ahead of all waiting callers', async () => {
  const { take, taken } = taker(createRateGate({ limit: 1, window: 1000 }));
  for (const name of 'abc') void take(name);
  void take('token', { first: true });
  await vi.runAllTimersAsync();
  expect(taken.map(({ name }) => name)).toEqual(['a', 'token', 'b', 'c']);
});

describe('a caller that goes last', () => {
  test('leaves half of a window to others, and waits for those who wait already', async () => {
    const { take, taken } = taker(createRateGate({ limit: 4, window: 1000 }));
    for (const name of ['look 1', 'look 2', 'look 3']) void take(name, { last: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ name }) => name)).toEqual(['look 1', 'look 2']);
    for (const name of ['order', 'link', 'another order']) void take(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ name }) => name)).toEqual(['look 1', 'look 2', 'order', 'link']);
    await vi.runAllTimersAsync();
    expect(taken.map(({ name }) => name).slice(4)).toEqual(['another order', 'look 3']);
  });

  test('is refused at once when its turn would come too late', async () => {
    const gate = createRateGate({ limit: 2, window: 1000 });
    await gate.take({ last: true });
    await expect(gate.take({ last: true, remaining: 900 })).rejects.toMatchObject({ name: 'RateLimitError' });
    await expect(gate.take({ remaining: 0 })).resolves.toBeUndefined();
  });

  test('leaves half of what Paysera reports to be left', async () => {
    const gate = createRateGate({ limit: 10, window: 60_000 });
    gate.learn({ limit: 10, remaining: 6, reset: 30 });
    const { take, taken } = taker(gate);
    for (const name of ['look 1', 'look 2']) void take(name, { last: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ name }) => name)).toEqual(['look 1']);
    for (let i = 0; i < 5; i++) void take(`payment ${i}`);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toHaveLength(6);
    await vi.runAllTimersAsync();
    expect(taken.at(-1)?.name).toBe('look 2');
  });

  test('makes room when it stops waiting', async () => {
    const { take, taken } = taker(createRateGate({ limit: 2, window: 1000 }));
    const controller = new AbortController();
    void take('look 1', { last: true });
    const given = take('look 2', { last: true, signal: controller.signal });
    void take('look 3', { last: true });
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    await vi.runAllTimersAsync();
    expect(taken.map(({ name }) => name)).toEqual(['look 1', 'look 3']);
  });
});

describe('a caller that stops waiting', () => {
  test('passes its slot to the next, and leaves no listener', async () => {
    const { take, taken } = taker(createRateGate({ limit: 1, window: 1000 }));
    const { signal, abort } = abortable();
    void take('a');
    const gone = take('b', { signal });
    void take('c');
    abort();
    await expect(gone).rejects.toBe('enough');
    await vi.runAllTimersAsync();
    expect(taken.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(taken[1]?.at).toBeLessThan(2000);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('as the last one does not block later callers', async () => {
    const { take, taken } = taker(createRateGate({ limit: 1, window: 1000 }));
    const { signal, abort } = abortable();
    void take('a');
    const gone = take('b', { signal });
    abort();
    await expect(gone).rejects.toBe('enough');
    void take('c');
    await vi.runAllTimersAsync();
    expect(taken.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('before it requests a slot takes none', async () => {
    const { take, taken } = taker(createRateGate({ limit: 1, window: 1000 }));
    await expect(take('a', { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    await take('b');
    expect(taken).toEqual([{ name: 'b', at: 0 }]);
  });
});

describe('a slot that becomes free too late', () => {
  test('is rejected at once, with the seconds until then', async () => {
    const { take } = taker(createRateGate({ limit: 1, window: 60_000 }));
    await take('a');
    await vi.advanceTimersByTimeAsync(20_000);
    await expect(take('b', { remaining: 30_000 })).rejects.toMatchObject({ name: 'RateLimitError', retryAfter: 41 });
  });

  test('is predicted from the callers ahead', async () => {
    const { take } = taker(createRateGate({ limit: 1, window: 1000 }));
    await take('a');
    void take('b');
    await expect(take('c', { remaining: 2500 })).rejects.toMatchObject({ name: 'RateLimitError' });
    void take('d', { remaining: 3500 });
    await vi.runAllTimersAsync();
  });
});

describe('the rate limit in responses', () => {
  test('closes the gate after a 429 for as long as Retry-After says', async () => {
    const gate = createRateGate();
    const { take, taken } = taker(gate);
    gate.learn({ retryAfter: 7 });
    void take('a');
    await vi.advanceTimersByTimeAsync(6999);
    expect(taken).toEqual([]);
    await vi.runAllTimersAsync();
    expect(taken).toEqual([{ name: 'a', at: 7000 }]);
  });

  test('closes the gate until the reset when the quota is exhausted, also for waiting callers', async () => {
    const gate = createRateGate({ limit: 1, window: 60_000 });
    const { take, taken } = taker(gate);
    void take('a');
    void take('b');
    gate.learn({ remaining: 0, reset: 59 });
    await vi.runAllTimersAsync();
    expect(taken[1]?.at).toBeGreaterThanOrEqual(60_000);
  });

  test('closes the gate for one window at most when the reset is a date instead of a duration', async () => {
    const gate = createRateGate({ limit: 50, window: 60_000 });
    const { take, taken } = taker(gate);
    gate.learn({ remaining: 0, reset: 1_763_000_000 });
    void take('a');
    await vi.runAllTimersAsync();
    expect(taken[0]?.at).toBeLessThanOrEqual(60_500);
  });

  test('replaces the configured limit', async () => {
    const gate = createRateGate({ limit: 50, window: 1000 });
    const { take, taken } = taker(gate);
    gate.learn({ limit: 2 });
    for (const name of 'abc') void take(name);
    await vi.runAllTimersAsync();
    expect(taken.filter(({ at }) => at === 0)).toHaveLength(2);
  });

  test('accounts for quota used by others behind the same address', async () => {
    const gate = createRateGate({ limit: 50, window: 60_000 });
    const { take, taken } = taker(gate);
    await take('a');
    gate.learn({ limit: 50, remaining: 2, reset: 30 });
    for (const name of 'bcd') void take(name);
    await vi.runAllTimersAsync();
    expect(taken.filter(({ at }) => at < 30_000).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(taken[3]?.at).toBeLessThanOrEqual(30_500);
  });

  test('reopens the gate when it is from the new window, and does not close it when it is late from the old one', async () => {
    const gate = createRateGate({ limit: 50, window: 60_000 });
    const { take, taken } = taker(gate);
    gate.learn({ remaining: 0, reset: 3 });
    await vi.advanceTimersByTimeAsync(2500);
    gate.learn({ remaining: 49, reset: 60 });
    void take('a');
    await vi.advanceTimersByTimeAsync(0);
    gate.learn({ remaining: 0, reset: 1 });
    void take('b');
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('a wait beyond the longest timer is not cut short', async () => {
    const gate = createRateGate();
    const { take, taken } = taker(gate);
    gate.learn({ retryAfter: 315_360_000 });
    const { signal, abort } = abortable();
    const waiting = take('a', { signal });
    await vi.advanceTimersByTimeAsync(2 ** 31 + 1000);
    expect(taken).toEqual([]);
    abort();
    await expect(waiting).rejects.toBe('enough');
  });
});

test('whatever is requested, reported and aborted, nobody waits forever, and no window exceeds the limit', async () => {
  const step = fc.oneof(
    fc.record({ take: fc.boolean(), first: fc.boolean(), abortAfter: fc.option(fc.nat(3000)) }),
    fc.record({ wait: fc.nat(2000) }),
    fc.record({ remaining: fc.nat(3), reset: fc.nat(2) }),
    fc.record({ retryAfter: fc.nat(3) }),
  );
  await holds(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const gate = createRateGate({ limit: 3, window: 1000 });
      const { take, taken } = taker(gate);
      const requested: Promise<unknown>[] = [];
      for (const one of steps) {
        if ('wait' in one) await vi.advanceTimersByTimeAsync(one.wait);
        else if ('take' in one) {
          const { signal, abort } = abortable();
          requested.push(take(String(requested.length), { signal, first: one.first }).catch(() => 'gone'));
          if (one.abortAfter !== null) setTimeout(abort, one.abortAfter);
        } else gate.learn(one);
      }
      await vi.runAllTimersAsync();
      await Promise.all(requested);
      for (const [index, { at }] of taken.entries()) {
        const next = taken[index + 3];
        if (next) expect(next.at - at).toBeGreaterThanOrEqual(1000);
      }
    }),
    1000,
  );
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort('enough') };
}
