import { describe, expect, test, vi } from 'vitest';
import { memoryState } from '../../../../src/index.ts';
import type { Claims } from '../../../../src/runtime/state/claims.ts';
import { createHold } from '../../../../src/runtime/state/hold.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';

fakeTimers();

const LEASE = 120_000;

/** A process that works on a key, and when its store was asked for what. */
function processWith(claims: Claims = memoryState().claims) {
  const began = performance.now();
  const calls: string[] = [];
  const at = () => Math.round(performance.now() - began);
  const events: unknown[] = [];
  const hold = createHold(
    {
      claim: (key, owner, ms) => {
        calls.push(`${at()} claim ${key} ${ms}`);
        return claims.claim(key, owner, ms);
      },
      release: (key, owner) => {
        calls.push(`${at()} release ${key}`);
        return claims.release(key, owner);
      },
    },
    (type, details) => void events.push({ type, ...details() }),
  );
  const work = (ms: number, { rest = 0, over = new AbortController().signal } = {}) =>
    hold('key', { over, lease: LEASE, rest: () => rest }, async () => {
      calls.push(`${at()} work`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return 'done';
    });
  return { calls, events, work };
}

/** Claims of another process. */
const heldFor = (ms: number): Claims => {
  const { claims } = memoryState();
  void claims.claim('key', 'another', ms);
  return claims;
};

describe('work on a key', () => {
  test('is claimed first, renewed four times a lease, and released at the end', async () => {
    const { calls, events, work } = processWith();
    const working = work(70_000);
    await vi.advanceTimersByTimeAsync(70_000);
    expect(await working).toBe('done');
    await vi.advanceTimersByTimeAsync(LEASE);
    expect(calls).toEqual([
      '0 claim key 120000',
      '0 work',
      '30000 claim key 120000',
      '60000 claim key 120000',
      '70000 release key',
    ]);
    expect(events).toEqual([]);
  });

  test('of which something may be under way keeps its key for the rest', async () => {
    const { claims } = memoryState();
    const working = processWith(claims).work(0, { rest: 499.5 });
    await vi.advanceTimersByTimeAsync(0);
    await working;
    await vi.advanceTimersByTimeAsync(499);
    expect(await claims.claim('key', 'another', LEASE)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await claims.claim('key', 'another', LEASE)).toBe(true);
  });

  test('that fails releases its key as well, and rejects with its error', async () => {
    const { claims } = memoryState();
    const hold = createHold(claims, () => {});
    const terms = { over: new AbortController().signal, lease: LEASE, rest: () => 0 };
    await expect(hold('key', terms, () => Promise.reject(new Error('declined')))).rejects.toThrow('declined');
    expect(await claims.claim('key', 'another', LEASE)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits for another process, asking soon and then every two seconds', async () => {
    const { calls, work } = processWith(heldFor(6_000));
    const working = work(0);
    await vi.advanceTimersByTimeAsync(10_000);
    await working;
    const times = calls.filter((call) => call.includes('claim')).map((call) => Number.parseInt(call, 10));
    expect(times).toEqual([0, 100, 300, 700, 1500, 3100, 5100, 7100]);
    expect(calls[times.length]).toBe('7100 work');
  });

  test('is not begun when the time is over before another process has ended', async () => {
    const { calls, work } = processWith(heldFor(LEASE));
    const controller = new AbortController();
    const working = work(0, { over: controller.signal });
    const ended = expect(working).rejects.toBe('enough');
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort('enough');
    await ended;
    expect(calls).not.toContainEqual(expect.stringContaining('work'));
    expect(calls, 'the claim of another is not released').not.toContainEqual(expect.stringContaining('release'));
  });

  test.each<[string, () => Promise<never>, number]>([
    ['fails', () => Promise.reject(new Error('down')), 0],
    ['does not answer for two seconds', () => new Promise(() => {}), 2_000],
  ])('begins without a claim when the store %s, and an event says so', async (_, away, begins) => {
    const { calls, events, work } = processWith({ claim: away, release: away });
    const working = work(10);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await working).toBe('done');
    expect(calls[1]).toBe(`${begins} work`);
    expect(events).toEqual([{ type: 'state', part: 'claims', outcome: 'away' }]);
  });
});

describe('claims in memory', () => {
  test('hold until their lease is over, and for nobody but their owner', async () => {
    const { claims } = memoryState();
    expect(await claims.claim('key', 'one', 1_000)).toBe(true);
    await vi.advanceTimersByTimeAsync(999);
    expect(await claims.claim('key', 'other', 1_000)).toBe(false);
    expect(await claims.claim('another key', 'other', 1_000)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(await claims.claim('key', 'other', 1_000)).toBe(true);
    expect(await claims.claim('key', 'one', 1_000)).toBe(false);
  });

  test('are renewed by their owner', async () => {
    const { claims } = memoryState();
    await claims.claim('key', 'one', 1_000);
    await vi.advanceTimersByTimeAsync(900);
    expect(await claims.claim('key', 'one', 1_000)).toBe(true);
    await vi.advanceTimersByTimeAsync(900);
    expect(await claims.claim('key', 'other', 1_000)).toBe(false);
  });

  test('are released by their owner only', async () => {
    const { claims } = memoryState();
    await claims.release('key', 'one');
    await claims.claim('key', 'one', 1_000);
    await claims.release('key', 'other');
    expect(await claims.claim('key', 'other', 1_000)).toBe(false);
    await claims.release('key', 'one');
    expect(await claims.claim('key', 'other', 1_000)).toBe(true);
  });
});

describe('work on a key knows whether the others are kept from it', () => {
  /** What it hears at each renewal, and after its end, when the store answers like this in turn. */
  async function heard(...answers: readonly (boolean | 'fails')[]): Promise<readonly boolean[]> {
    const claims: Claims = {
      claim: async () => {
        const answer = answers[turn++];
        if (answer === 'fails') throw new Error('the store is down');
        return answer ?? true;
      },
      release: async () => {},
    };
    let turn = 0;
    const hold = createHold(claims, () => {});
    const terms = { over: new AbortController().signal, lease: LEASE, rest: () => 0 };
    const all: boolean[] = [];
    let ask = () => false;
    const working = hold('key', terms, async (isHeld) => {
      ask = isHeld;
      for (const _ of answers) {
        all.push(isHeld());
        await new Promise((resolve) => setTimeout(resolve, LEASE / 4 + 1));
      }
    });
    await vi.advanceTimersByTimeAsync(answers.length * LEASE);
    await working;
    return [...all, ask()];
  }

  test('until it ends', async () => expect(await heard(true, true)).toEqual([true, true, false]));

  test('not while its store is unavailable, nor once it is back: somebody else may have worked meanwhile', async () => {
    expect(await heard('fails', true, true)).toEqual([false, false, false, false]);
    expect(await heard(true, 'fails', true)).toEqual([true, false, false, false]);
  });

  test('not once somebody else has the claim', async () => {
    expect(await heard(true, false, true)).toEqual([true, false, false, false]);
  });
});
