import type { CommandContext } from './command.ts';

/** How often to check whether the parent process is still running, in milliseconds. */
const PARENT_CHECK_INTERVAL = 500;

/**
 * Resolves when this process should stop: on Ctrl-C, on a signal, when the terminal closes, or when the npx that started it
 * exits. npm runs a command in a shell (`sh -c`) and sends signals to that shell only, which exits without the command. The
 * parent's exit counts only under npx, because a script may have started the command in the background on purpose.
 */
export function untilShutdown({ env }: Pick<CommandContext, 'env'>): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    if (env['npm_command'] !== 'exec') return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, PARENT_CHECK_INTERVAL).unref();
  });
}
