import { expect, test, vi } from 'vitest';
import { later, saveAtLast } from '../../../../src/runtime/recovery/intents/save-at-last.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';

fakeTimers();

const down = () => Promise.reject(new Error('down'));

test('saveAtLast tries a store that fails again after 1, 5 and 20 seconds', async () => {
  const times: number[] = [];
  const began = performance.now();
  const save = async () => {
    times.push(Math.round(performance.now() - began));
    if (times.length < 4) await down();
  };
  const saved = saveAtLast(save, () => true);
  await vi.advanceTimersByTimeAsync(26_000);
  expect(await saved).toBe(true);
  expect(times).toEqual([0, 1000, 6000, 26_000]);
});

test('saveAtLast gives up with the error of the last try', async () => {
  const saved = saveAtLast(down, () => true).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(26_000);
  expect(await saved).toEqual(new Error('down'));
});

test('saveAtLast saves no more, and says so, once nobody wants it', async () => {
  const save = vi.fn(down);
  const saved = saveAtLast(save, () => false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await saved).toBe(false);
  expect(save).toHaveBeenCalledTimes(1);
  expect(
    await saveAtLast(
      async () => {},
      () => false,
    ),
  ).toBe(false);
});

test.each<[string, unknown, number]>([
  ['a timer', { unref: vi.fn() }, 1],
  ['a timer without unref', {}, 0],
  ['a number, as in browsers', 7, 0],
])('later keeps no process alive: %s', (_, timer, unrefs) => {
  // A spy on the virtual clock would leave it in place.
  vi.useRealTimers();
  const set = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(timer as ReturnType<typeof setTimeout>);
  const act = () => {};
  later(1000, act);
  expect(set).toHaveBeenCalledExactlyOnceWith(act, 1000);
  const { unref } = Object(timer) as { unref?: ReturnType<typeof vi.fn> };
  expect(unref?.mock.calls.length ?? 0).toBe(unrefs);
  set.mockRestore();
});
