import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';
import { fail } from '../../scripts/shared/document.ts';
import type { Ended } from './run-script.ts';

type Printed = Record<'stdout' | 'stderr', string>;

// Tests run beside one another: what is printed belongs to the test that it is printed in.
const printed = new AsyncLocalStorage<Printed>();
for (const [name, stream] of [
  ['log', 'stdout'],
  ['error', 'stderr'],
] as const) {
  const original = console[name];
  console[name] = (...all) => {
    const own = printed.getStore();
    if (own) own[stream] += `${format(...all)}\n`;
    else original(...all);
  };
}

/** A script as its users see it, by the function that takes its arguments, without a process of its own. */
export function inProcess(
  run: (args: readonly string[]) => Promise<unknown>,
  failure = 1,
): (...args: readonly string[]) => Promise<Ended> {
  return (...args) => {
    const own: Printed = { stdout: '', stderr: '' };
    return printed.run(own, async () => {
      const code = await run(args).then(
        (result) => (typeof result === 'number' ? result : 0),
        (error: unknown) => {
          fail(error, failure);
          process.exitCode = undefined;
          return failure;
        },
      );
      return { code, ...own };
    });
  };
}
