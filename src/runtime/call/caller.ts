// `callerOf`, what it is called by, the method, and the caller's code. Each further frame costs a third of a microsecond.
const FRAMES = 4;

/**
 * Notes the caller's code, before the first `await` of a call: an error from later would not show its line. To be called
 * by the method that the caller calls, or by what that calls first. The `stack` is written when it is read: until then it
 * costs a microsecond or two.
 */
export function callerOf(): Error {
  const limit = Error.stackTraceLimit;
  limitFrames(Math.min(limit, FRAMES));
  const caller = new Error();
  limitFrames(limit);
  return caller;
}

/** Limits the frames of each stack that is noted from now on. */
export function limitFrames(frames: number): void {
  try {
    Error.stackTraceLimit = frames;
  } catch {
    // Where `Error` is frozen, the stack is longer.
  }
}

/** The error, which shows where the call was made. */
export async function showingCaller(error: unknown, caller: Error): Promise<unknown> {
  (await import('./show-caller.ts')).showCaller(error, caller.stack);
  return error;
}

/** The promise, whose error shows where the call was made. */
export async function showing<T>(caller: Error, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw await showingCaller(error, caller);
  }
}
