import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';

// Redocly publishes `diff` only within its command line, one bundle that reads process.argv when it is imported. A new
// query string imports its entry again; the large modules it imports stay loaded, which saves most of the cost of a
// process.

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Exit extends Error {}

const require = createRequire(import.meta.url);
const entry = pathToFileURL(join(dirname(require.resolve('@redocly/cli/package.json')), 'lib', 'index.js')).href;
let runs = 0;
let printed = { stdout: '', stderr: '' };
let done: (code: number) => void = () => {};

for (const stream of ['stdout', 'stderr'] as const) {
  Object.assign(process[stream], {
    write(text: string) {
      printed[stream] += text;
      return true;
    },
  });
}
const once = process.once.bind(process);
Object.assign(process, {
  exit(code = 0): never {
    done(code);
    throw new Exit();
  },
  // The command line exits only when nothing is left to do; here there is always another command.
  once(event: string, listener: () => void) {
    if (event !== 'beforeExit') return once(event, listener);
    try {
      listener();
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
    }
    return process;
  },
});

parentPort?.on('message', async (args: readonly string[]) => {
  printed = { stdout: '', stderr: '' };
  process.argv = [process.execPath, 'redocly', ...args];
  const code = await new Promise<number>((resolve, reject) => {
    done = resolve;
    import(`${entry}?${runs++}`).catch(reject);
  });
  parentPort?.postMessage({ code, ...printed } satisfies Ended);
});
