import { Given } from './given.ts';

/** The code that handed a promise on by `then`, rather than awaited it. */
export interface Caller {
  handedOn: Error | undefined;
}

class Called extends Given {
  readonly #caller: Caller;

  constructor(promise: object, caller: Caller) {
    super(promise);
    this.#caller = caller;
  }

  /** What V8 cannot follow is a `then` in a function that is not async. `await` does not call it, and is as fast as before. */
  static readonly prototypeOfPromises: object = Object.create(Promise.prototype, {
    // biome-ignore lint/suspicious/noThenProperty: it is that of a promise.
    then: {
      value(this: Promise<unknown>, ...handlers: Parameters<Promise<unknown>['then']>) {
        if (#caller in this) this.#caller.handedOn ??= new Error();
        return Promise.prototype.then.apply(this, handlers);
      },
    },
  });
}

/** The promise of a call, which notes who hands it on. */
export function calledBy<T>(caller: Caller, promise: Promise<T>): Promise<T> {
  new Called(promise, caller);
  return Object.setPrototypeOf(promise, Called.prototypeOfPromises);
}

/**
 * The error, which shows the code that made the call. V8 tells it from the promises that are awaited, so a call that succeeds
 * pays nothing for it.
 *
 * @param awaited A stack that was taken where the call is awaited by what the caller called.
 */
export async function showingCaller(error: unknown, awaited: Error, caller: Caller): Promise<unknown> {
  // Where it cannot be loaded, the error says what it has to say all the same.
  const { showCaller } = (await import('./show-caller.ts').catch(() => undefined)) ?? {};
  showCaller?.(error, awaited.stack, caller.handedOn?.stack);
  return error;
}

/** The promise, whose error shows the code that made the call. */
export function showing<T>(promise: Promise<T>): Promise<T> {
  const caller: Caller = { handedOn: undefined };
  return calledBy(caller, shown(promise, caller));
}

async function shown<T>(promise: Promise<T>, caller: Caller): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw await showingCaller(error, new Error(), caller);
  }
}
