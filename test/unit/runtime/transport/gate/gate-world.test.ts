import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryGate } from '../../../../../src/runtime/state/gate-store.ts';
import { randomFrom } from '../../../../support/random-from.ts';
import { live } from '../../../../support/state/gate-world.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('processes that share a gate and always have something to send', () => {
  test.each([
    [2, 700],
    [4, 700],
    [8, 500],
    [16, 500],
  ])(
    'are never refused, when there are %i of them and the server stands still for up to %i ms as a burst begins',
    async (processes, stall) => {
      console.log(`seed ${SEED}`);
      for (let run = 0; run < 3; run++) {
        const outcome = await live({
          ...{ processes, stall, atOnce: 4, minutes: 15, jitter: 100, store: memoryGate() },
          random: randomFrom(SEED + run),
        });
        expect([outcome.refused, outcome.mostInAMinute <= 50]).toEqual([0, true]);
        expect(outcome.answered).toBeGreaterThanOrEqual(0.95 * 50 * 15);
        // Of fewer callers, most need not wait at all.
        if (processes >= 8) expect(outcome.longestWait).toBeLessThanOrEqual(3 * outcome.meanWait);
      }
    },
    60_000,
  );

  test('are not refused either where one of them has not seen that the requests of the others were stalled', async () => {
    // With half a second of slack in place of what other processes may have seen, two of its requests are refused.
    const settings = { processes: 4, stall: 700, atOnce: 4, minutes: 15, jitter: 100, store: memoryGate() };
    const { refused } = await live({ ...settings, random: randomFrom(1_229_878_176) });
    expect(refused).toBe(0);
  });

  test('use 95 % of the allowance when each response takes a second and a half', async () => {
    const settings = { processes: 4, atOnce: 4, stall: 0, jitter: 100, store: memoryGate(), service: 1_500 };
    const { answered, refused } = await live({ ...settings, minutes: 60, random: randomFrom(SEED) });
    expect(refused).toBe(0);
    expect(answered).toBeGreaterThanOrEqual(0.95 * 50 * 60);
  }, 300_000);
});
