import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export const hasRedisServer: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** The machine's own Redis on a socket in a new folder. */
export async function startRedis(): Promise<{ readonly path: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const path = join(folder, 'redis.sock');
  const server = await serve(folder, path);
  return {
    path,
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Redis for one test, which can be made to hang, killed and restarted empty. */
export async function startMortalRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const path = join(folder, 'redis.sock');
  let server = await serve(folder, path);
  return {
    path,
    hang: () => void server.process.kill('SIGSTOP'),
    goOn: () => void server.process.kill('SIGCONT'),
    kill: () => server.kill(),
    async restart() {
      server = await serve(folder, path);
    },
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps nothing on disk. */
async function serve(folder: string, path: string): Promise<{ process: ChildProcess; kill(): Promise<void> }> {
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  let isUp = false;
  for (let attempt = 0; !isUp && attempt < 200; attempt++) {
    isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve(true);
      }).once('error', () => resolve(false));
    });
    if (!isUp) await setTimeout(25);
  }
  if (!isUp) throw new Error('redis-server did not start');
  return {
    process: server,
    async kill() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}
