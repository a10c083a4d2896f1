/**
 * The error, which shows the code that awaits the call. V8 tells that code from the promises that are awaited, so a call
 * that succeeds pays nothing for it.
 *
 * @param awaited A stack that was taken where the call is awaited by what the caller called.
 */
export async function showingCaller(error: unknown, awaited: Error): Promise<unknown> {
  // Where it cannot be loaded, the error says what it has to say all the same.
  const { showCaller } = (await import('./show-caller.ts').catch(() => undefined)) ?? {};
  showCaller?.(error, awaited.stack);
  return error;
}

/** The promise, whose error shows the code that awaits it. */
export async function showing<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw await showingCaller(error, new Error());
  }
}
