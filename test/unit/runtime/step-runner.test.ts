import '../../support/loaded.ts';
import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { ConnectionError, OutcomeUnknownError, type Resolution } from '../../../src/index.ts';
import { runWithDeadline } from '../../../src/runtime/call/step-runner.ts';

function unknown(...resolutions: readonly Resolution[]): OutcomeUnknownError {
  let calls = 0;
  return new OutcomeUnknownError('lost').withResolve(async () => resolutions[calls++] ?? { outcome: 'unknown' });
}

const HAPPENED: Resolution = { outcome: 'happened', value: 'found' };
const NOT: Resolution = { outcome: 'did-not-happen' };

/** Steps that fail so, one after the other, and then succeed. */
function failing(...errors: readonly Error[]) {
  let turn = 0;
  return vi.fn(async (_: object) => {
    const error = errors[turn++];
    if (error) throw error;
    return 'made';
  });
}

describe('after an unknown outcome', () => {
  test('runWithDeadline continues with what the lookup found, instead of repeating the step', async () => {
    const step = failing(unknown(HAPPENED));
    await expect(runWithDeadline('it', {}, 1000, (once) => once(step))).resolves.toBe('found');
    expect(step).toHaveBeenCalledOnce();
  });

  test('runWithDeadline retries a step that did not happen', async () => {
    const step = failing(unknown(NOT), unknown(NOT));
    await expect(runWithDeadline('it', {}, 1000, (once) => once(step))).resolves.toBe('made');
    expect(step).toHaveBeenCalledTimes(3);
  });

  test('runWithDeadline stops when the outcome stays unknown, without a retry', async () => {
    const error = unknown({ outcome: 'unknown' });
    const step = failing(error);
    await expect(runWithDeadline('it', {}, 1000, (once) => once(step))).rejects.toBe(error);
    expect(step).toHaveBeenCalledOnce();
  });

  test('runWithDeadline stops after three attempts of a step that did not happen', async () => {
    const last = unknown(NOT);
    const step = failing(unknown(NOT), unknown(NOT), last);
    await expect(runWithDeadline('it', {}, 1000, (once) => once(step))).rejects.toBe(last);
    expect(step).toHaveBeenCalledTimes(3);
  });
});

test('any other error ends the run at once', async () => {
  const error = new ConnectionError('refused');
  const step = failing(error);
  await expect(runWithDeadline('it', {}, 1000, (once) => once(step))).rejects.toBe(error);
});

describe('the deadline of a run', () => {
  test('is shared by all steps', async () => {
    vi.useFakeTimers();
    try {
      const timeouts: unknown[] = [];
      const step = async ({ timeout }: { timeout?: number | undefined }) => {
        timeouts.push(timeout);
        await new Promise((resolve) => setTimeout(resolve, 400));
      };
      const run = runWithDeadline('it', {}, 1000, async (once) => {
        for (let i = 0; i < 4; i++) await once(step);
      });
      const ended = expect(run).rejects.toMatchObject({ name: 'TimeoutError', operation: 'it' });
      await vi.advanceTimersByTimeAsync(2000);
      await ended;
      expect(timeouts).toEqual([1000, 600, 200]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not delay an abort by the caller, which ends it before the next step and leaves no listener', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const step = vi.fn(async () => controller.abort('enough'));
    const run = runWithDeadline('it', { signal }, 1000, async (once) => {
      await once(step);
      await once(step);
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' });
    expect(step).toHaveBeenCalledOnce();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that passes during the lookup of a lost step leaves its outcome unknown', async () => {
    const error = new OutcomeUnknownError('lost').withResolve(
      ({ signal } = {}) =>
        new Promise((resolve) =>
          signal?.addEventListener('abort', () => resolve({ outcome: 'unknown' }), { once: true }),
        ),
    );
    await expect(runWithDeadline('it', {}, 20, (once) => once(failing(error)))).rejects.toBe(error);
  });
});
