import '../../../support/loaded.ts';
import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { ConnectionError, OutcomeUnknownError, type Resolution } from '../../../../src/index.ts';
import { STEP, type StepOptions } from '../../../../src/runtime/call/step.ts';
import { runWithDeadline } from '../../../../src/runtime/call/step-runner.ts';

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
      const ended = expect(run).rejects.toMatchObject({
        name: 'TimeoutError',
        operation: 'it',
        message: 'it did not end within 1000 ms.',
      });
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
    await expect(run).rejects.toMatchObject({
      ...{ name: 'AbortError', operation: 'it', cause: 'enough' },
      message: 'it was aborted by its caller.',
    });
    expect(step).toHaveBeenCalledOnce();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('goes with each step, with the key of the whole', async () => {
    const began = performance.now() - 400;
    const step = vi.fn(async (_: StepOptions) => 'made');
    await runWithDeadline('it', { idempotencyKey: 'key-1' }, 1000, (once) => once(step), 'key-1', began);
    const [options] = step.mock.calls[0] ?? [];
    expect(options).toMatchObject({ idempotencyKey: 'key-1', [STEP]: { endsAt: began + 1000, key: 'key-1' } });
    expect(options?.timeout).toBeLessThanOrEqual(600);
  });

  test('that passes during the lookup of a lost step leaves its outcome unknown', async () => {
    const error = new OutcomeUnknownError('lost').withResolve(
      ({ signal } = {}) =>
        new Promise((resolve) =>
          signal?.addEventListener('abort', () => resolve({ outcome: 'unknown' }), { once: true }),
        ),
    );
    vi.useFakeTimers();
    try {
      const ended = expect(runWithDeadline('it', {}, 20, (once) => once(failing(error)))).rejects.toBe(error);
      await vi.advanceTimersByTimeAsync(20);
      await ended;
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an error from between the steps', () => {
  const SENT = { method: 'GET', url: 'https://api.paysera.com/o/1', operation: 'getOrder' } as const;
  /** A run whose last request was this one, and that then fails. */
  const failed = (error: Error) =>
    runWithDeadline('it', {}, 1000, async (once, left) => {
      await once(async (options: StepOptions) => {
        Object.assign(options[STEP] ?? {}, { sent: SENT });
      });
      left();
      throw error;
    });

  test('names the last request', async () => {
    const { method, url } = SENT;
    await expect(failed(new ConnectionError('refused'))).rejects.toMatchObject({ method, url, operation: 'it' });
    const named = new ConnectionError('refused', { operation: 'lookUp' });
    await expect(failed(named)).rejects.toMatchObject({ method, url, operation: 'lookUp' });
  });

  test('is left alone when it names its own request, or is not ours', async () => {
    const own = new ConnectionError('refused', { url: 'https://api.paysera.com/o/2' });
    await expect(failed(own)).rejects.toMatchObject({ url: 'https://api.paysera.com/o/2', operation: undefined });
    const other = new TypeError('a mistake');
    await expect(failed(other)).rejects.toBe(other);
    expect(other).not.toHaveProperty('url');
  });

  test('names the whole also where the run keeps the error', async () => {
    const kept = await runWithDeadline('it', { signal: AbortSignal.abort() }, 1000, async (_, left) => {
      try {
        return left();
      } catch (error) {
        return error;
      }
    });
    expect(kept).toMatchObject({ name: 'AbortError', operation: 'it' });
  });

  test('that says the time is over names the last request as well', async () => {
    vi.useFakeTimers();
    try {
      const run = runWithDeadline('it', {}, 1000, async (once, left) => {
        await once(async (options: StepOptions) => {
          Object.assign(options[STEP] ?? {}, { sent: SENT });
          await new Promise((resolve) => setTimeout(resolve, 1000));
        });
        left();
      });
      const { method, url } = SENT;
      const ended = expect(run).rejects.toMatchObject({ name: 'TimeoutError', method, url, operation: 'it' });
      await vi.advanceTimersByTimeAsync(1000);
      await ended;
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a run that succeeds leaves neither a timer nor a listener', async () => {
  vi.useFakeTimers();
  try {
    const { signal } = new AbortController();
    await runWithDeadline('it', { signal }, 1000, (once) => once(failing()));
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  } finally {
    vi.useRealTimers();
  }
});
