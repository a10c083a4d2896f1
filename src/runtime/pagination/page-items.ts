import type { Page } from './page.ts';

/**
 * The items of pages, one after the other. Not an async generator, which costs several promises per item: items of the
 * current page are returned immediately. Only a call that needs the next page waits; such calls are served in order.
 */
export function iterateItems<T>(pages: AsyncIterator<Page<T>>): AsyncIterableIterator<T> {
  let items: readonly T[] = [];
  let at = 0;
  let waiting: Promise<unknown> | undefined;

  const inTurn = <R>(step: () => Promise<R>): Promise<R> => {
    const turn = waiting ? waiting.then(step, step) : step();
    const over = () => {
      if (waiting === turn) waiting = undefined;
    };
    waiting = turn;
    turn.then(over, over);
    return turn;
  };
  const advance = async (): Promise<IteratorResult<T>> => {
    while (at >= items.length) {
      const next = await pages.next();
      if (next.done) return { value: undefined, done: true };
      items = next.value.items;
      at = 0;
    }
    return { value: items[at++] as T, done: false };
  };
  const close = async (): Promise<IteratorResult<T>> => {
    items = [];
    await pages.return?.();
    return { value: undefined, done: true };
  };

  return {
    next() {
      if (waiting || at >= items.length) return inTurn(advance);
      return Promise.resolve({ value: items[at++] as T, done: false });
    },
    return: () => inTurn(close),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
