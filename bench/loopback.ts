import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Starts the server and resolves with its origin. */
export async function startLoopback(): Promise<{ readonly origin: string; stop(): void }> {
  const server = fork(join(import.meta.dirname, 'server.ts'));
  const port = await new Promise((resolve, reject) => {
    server.once('message', resolve);
    server.once('exit', () => reject(new Error('The loopback server did not start.')));
  });
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.kill() };
}
