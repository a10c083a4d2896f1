/** Where a call was made. Its `stack` is written when it is read: until then it costs about a microsecond. */
export interface Caller {
  readonly stack?: string;
}

// The caller's code is at most the third frame above what it called. Each frame more costs a tenth of a microsecond.
const FRAMES = 3;

/** Notes the caller's code, before the first `await` of a call: an error from later would not show its line. */
export function callerOf(called: (...input: never[]) => unknown): Caller {
  const caller: Caller = {};
  const { stackTraceLimit: limit } = Error;
  // Not an assignment, which throws where `Error` is frozen.
  Reflect.set(Error, 'stackTraceLimit', Math.min(limit, FRAMES));
  Error.captureStackTrace?.(caller, called);
  Reflect.set(Error, 'stackTraceLimit', limit);
  return caller;
}

/** The error, which shows where the call was made. */
export async function showingCaller(error: unknown, caller: Caller): Promise<unknown> {
  (await import('./show-caller.ts')).showCaller(error, caller.stack);
  return error;
}

/** The promise, whose error shows where the call was made. */
export async function showing<T>(caller: Caller, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw await showingCaller(error, caller);
  }
}
