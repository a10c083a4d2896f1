import type { Page } from './page.ts';

/**
 * The items of pages, one after the other. Not an async generator, which costs several promises per item: items of the
 * current page are returned immediately. Only a call that needs the next page waits; such calls are served in order.
 */
export function iterateItems<T>(pages: AsyncIterator<Page<T>>): AsyncIterableIterator<T> {
  const none: readonly T[] = [];
  let items = none.values();
  let waiting: Promise<void> | undefined;

  // Nothing but the caller awaits its promise: with a second reaction, V8 could not tell who does.
  const inTurn = async <R>(step: () => Promise<R>): Promise<R> => {
    const before = waiting;
    let over = () => {};
    const turn = new Promise<void>((resolve) => {
      over = resolve;
    });
    waiting = turn;
    try {
      if (before) await before;
      return await step();
    } finally {
      if (waiting === turn) waiting = undefined;
      over();
    }
  };
  const advance = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const item = items.next();
      if (!item.done) return item;
      const page = await pages.next();
      if (page.done) return { value: undefined, done: true };
      items = page.value.items.values();
    }
  };
  const close = async (): Promise<IteratorResult<T>> => {
    items = none.values();
    await pages.return?.();
    return { value: undefined, done: true };
  };

  return {
    next() {
      if (waiting) return inTurn(advance);
      const item = items.next();
      return item.done ? inTurn(advance) : Promise.resolve(item);
    },
    return: () => inTurn(close),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
