import { AsyncLocalStorage, createHook } from 'node:async_hooks';

// They come in a fixed order. Whatever else the machine does takes its own time, and another one each time.
const TICKS: ReadonlySet<string> = new Set(['Immediate', 'Microtask', 'TickObject']);

const used = new AsyncLocalStorage<Set<string>>();
const watching = {
  init: (_: number, type: string) => {
    if (!TICKS.has(type)) used.getStore()?.add(type);
  },
  // Not in the types yet. Promises are most of all, and always in order.
  trackPromises: false,
};
const hook = createHook(watching);
// Node loads its fetch on first use, and opens stderr with it.
Reflect.get(globalThis, 'Request');

/**
 * Runs a world that waits for nothing but itself, so that a plan leads to the same run each time.
 *
 * @throws if it used a timer, a thread, a file or a socket of the machine.
 */
export async function alone<T>(run: () => Promise<T>): Promise<T> {
  const types = new Set<string>();
  const { randomUUID } = crypto;
  let ids = 0;
  crypto.randomUUID = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  hook.enable();
  try {
    const result = await used.run(types, run);
    if (types.size > 0) throw new Error(`a world used what takes real time: ${[...types].join(', ')}`);
    return result;
  } finally {
    hook.disable();
    crypto.randomUUID = randomUUID;
  }
}
