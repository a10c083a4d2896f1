import type { PayseraError } from '../../src/index.ts';

/** The error a call ends in. Fails the test when it resolves. */
export async function errorOf<E extends Error = PayseraError>(call: PromiseLike<unknown>): Promise<E> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    if (error instanceof Error) return error as E;
    throw new Error(`not an Error was thrown: ${String(error)}`);
  }
  throw new Error(`resolved with ${JSON.stringify(value)}`);
}
