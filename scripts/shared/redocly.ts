import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BuildError } from './document.ts';
import type { Ended } from './redocly-worker.ts';

const config = join(import.meta.dirname, '../..', 'redocly.yaml');

// It takes 2 s. It checks examples by the patterns of the document, and a pattern can be made to take hours.
const TIMEOUT = 120_000;

let worker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs Redocly's command line, in a thread that is kept, and returns its standard output. It exits with 1 when it
 * reports problems, and the report is on standard output then too.
 */
export async function redocly(args: readonly string[]): Promise<string> {
  // Sequentially: the command line is built for one command per process.
  const running = last.then(() => run([...args, `--config=${config}`]));
  last = running.catch(() => {});
  const { code, stdout, stderr } = await running;
  if (code === 0 || stdout.trimStart().startsWith('{')) return stdout;
  throw new BuildError(`redocly ${args[0]}: ${stderr.replaceAll(/\s+/g, ' ').trim()}`);
}

async function run(args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  worker ??= new Worker(new URL('./redocly-worker.ts', import.meta.url), { env, execArgv: [] });
  const thread = worker;
  thread.ref();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Ended>((resolve, reject) => {
      thread.once('message', resolve).once('error', reject);
      const late = new BuildError(`redocly ${args[0]} had no result within ${TIMEOUT / 1000} s.`, {
        advice: 'one pattern of the document takes that long for an example: find it, and shorten or remove it there.',
      });
      timer = setTimeout(() => reject(late), TIMEOUT);
      thread.postMessage(args);
    });
  } catch (error) {
    worker = undefined;
    await thread.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    thread.removeAllListeners('message').removeAllListeners('error');
    // The waiting thread does not keep the script running.
    thread.unref();
  }
}
