import type { Surroundings } from './command.ts';

/** Milliseconds between two looks at whether the parent still lives. */
const LOOK = 500;

/**
 * Resolves when somebody ends this process: Ctrl-C, a signal, a closed terminal, or the end of the npx that started it.
 * npm passes a signal on to the shell that it puts between (`sh -c`); that one ends, and not what runs in it. A script
 * may have left us behind on purpose: then the parent's end says nothing.
 */
export function ended({ env }: Pick<Surroundings, 'env'>): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (env['npm_command'] !== 'exec') return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, LOOK).unref();
  });
}
