import { AbortError } from '../../errors/connection/abort-error.ts';
import { TimeoutError } from '../../errors/connection/timeout-error.ts';
import { isKind } from '../../errors/kind.ts';
import type { OutcomeUnknownError } from '../../errors/outcome/outcome-unknown-error.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';
import type { CallOptions } from '../options.ts';
import { Deadline } from '../transport/deadline.ts';
import { STEP, type Step, type StepOptions } from './step.ts';

/** Makes one of several steps, each of which must happen once. Resolves with its result. */
export type StepRunner = <T>(step: (options: CallOptions) => Promise<T>) => Promise<T>;

const ROUNDS = 3;

/**
 * Runs steps under one deadline. After an unknown outcome a step is looked for first: the run continues when it happened,
 * repeats it when it did not, and ends with the error when that stays unknown.
 *
 * @param timeout Milliseconds for all steps together.
 * @param run Is given what makes a step, the options of a step that it makes itself, and a signal that ends with the time.
 * @param key The idempotency key of the whole.
 * @param began When the call began, by `performance.now()`.
 */
export async function runWithDeadline<T>(
  operation: string,
  options: CallOptions,
  timeout: number,
  run: (once: StepRunner, left: () => CallOptions, over: AbortSignal) => Promise<T>,
  key?: string,
  began: number = performance.now(),
): Promise<T> {
  const deadline = new Deadline(options.signal, timeout, began);
  const step: Step = { endsAt: began + timeout, key };
  const left = (): StepOptions => {
    const ended = deadline.ended();
    const context = { ...step.sent, operation };
    if (ended === 'aborted') {
      throw new AbortError(`${operation} was aborted by its caller.`, { ...context, cause: options.signal?.reason });
    }
    if (ended) throw new TimeoutError(`${operation} did not end within ${timeout} ms.`, context);
    return { ...options, timeout: Math.max(1, deadline.remaining()), [STEP]: step };
  };
  const once: StepRunner = async (step) => {
    for (let round = 1; ; round++) {
      try {
        return await step(left());
      } catch (error) {
        if (!isUnknown(error) || round === ROUNDS || deadline.ended()) throw error;
        const resolution = await error.resolve({ signal: deadline.signal, timeout: deadline.remaining() });
        if (resolution.outcome === 'unknown') throw error;
        if (resolution.outcome === 'happened') return resolution.value as Awaited<ReturnType<typeof step>>;
      }
    }
  };
  try {
    return await run(once, left, deadline.signal);
  } catch (error) {
    // One from between the steps is about the last request.
    if (isPayseraError(error) && !error.url)
      Object.assign(error, step.sent, { operation: error.operation ?? operation });
    throw error;
  } finally {
    deadline.close();
  }
}

// Only the guard: a process that never meets an unknown outcome does not load the class.
function isUnknown(error: unknown): error is OutcomeUnknownError {
  return isKind(error, 'OutcomeUnknownError');
}
