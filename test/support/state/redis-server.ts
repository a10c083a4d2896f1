import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

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

/** A Redis and its replica at one address. Replication is asynchronous: what it has not reached yet is lost in a failover. */
export async function startReplicatedRedis() {
  const folders = [await mkdtemp(join(tmpdir(), 'redis-')), await mkdtemp(join(tmpdir(), 'redis-'))] as const;
  const [first, second] = folders.map((folder) => join(folder, 'redis.sock')) as [string, string];
  const port = await freePort();
  const primary = await serve(folders[0], first, ['--port', `${port}`, '--repl-diskless-sync-delay', '0']);
  const replica = await serve(folders[1], second, ['--port', '0', '--replicaof', '127.0.0.1', `${port}`]);
  const [inFront, behind] = [new Redis(first), new Redis(second)];
  for (const client of [inFront, behind]) client.on('error', () => {});
  let target = first;
  const sockets = new Set<Socket>();
  const address = createServer((socket) => {
    const upstream = connect(target);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => {}).on('close', () => to.destroy());
    }
  });
  const path = join(folders[0], 'address.sock');
  await new Promise<void>((resolve) => address.listen(path, resolve));
  return {
    path,
    /** Everything written so far is on the replica, and nothing that is written from now on. */
    async cutOff() {
      // A connection waits for its own writes, and for all before them.
      await inFront.set('written', 'last');
      while ((await inFront.wait(1, 1000)) < 1) await setTimeout(25);
      await behind.replicaof('NO', 'ONE');
    },
    async failOver() {
      await primary.kill();
      target = second;
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      inFront.disconnect();
      behind.disconnect();
      address.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all([primary.kill(), replica.kill()]);
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Keeps nothing on disk. */
async function serve(
  folder: string,
  path: string,
  options: readonly string[] = ['--port', '0'],
): Promise<{ process: ChildProcess; kill(): Promise<void> }> {
  const server = spawn('redis-server', [...options, '--unixsocket', path, '--save', '', '--dir', folder], {
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
