import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import { startPostgres } from '../postgres.ts';
import type { Store } from './connect.ts';
import { hasRedisServer, startMortalRedis } from './redis-server.ts';

/** A server for one test, which can be made to hang, killed, and started again. */
export interface Mortal {
  readonly client: Store['client'];
  readonly url: string;
  hang(): void;
  goOn(): void;
  kill(): Promise<void>;
  /** A Redis comes back empty, a database with what it had on disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export type MortalName = 'redis' | 'postgresql' | 'mariadb';

/** Starts one of the servers. Undefined if this machine cannot. */
export async function startMortal(name: MortalName): Promise<Mortal | undefined> {
  if (name === 'redis') return hasRedisServer ? redis() : undefined;
  if (name === 'postgresql') return postgresql();
  return spawnSync('mariadbd', ['--version']).status === 0 ? mariadb() : undefined;
}

async function redis(): Promise<Mortal> {
  const { path: url, ...server } = await startMortalRedis();
  return { client: 'ioredis', url, ...server };
}

async function postgresql(): Promise<Mortal> {
  const { host, user, ...server } = await startPostgres();
  return { client: 'postgres.js', url: `${host} ${user} postgres`, ...server };
}

async function mariadb(): Promise<Mortal> {
  const folder = await mkdtemp(join(tmpdir(), 'mariadb-'));
  const socket = join(folder, 'socket');
  const account = process.getuid?.() === 0 ? ['--user=root'] : [];
  const place = [`--datadir=${join(folder, 'data')}`, ...account];
  execFileSync('mariadb-install-db', ['--no-defaults', ...place, '--auth-root-authentication-method=normal'], {
    stdio: 'ignore',
  });
  const connect = () => mysql.createConnection({ socketPath: socket, user: 'root' });
  const serve = async () => {
    const server = spawn('mariadbd', ['--no-defaults', ...place, `--socket=${socket}`, '--skip-networking'], {
      stdio: 'ignore',
    });
    const exited = new Promise((resolve) => server.once('exit', resolve));
    for (let attempt = 0; attempt < 400; attempt++) {
      const connection = await connect().catch(() => undefined);
      await connection?.end();
      if (connection) return { server, exited };
      await setTimeout(25);
    }
    throw new Error('mariadbd did not start');
  };
  let running = await serve();
  const kill = async () => {
    running.server.kill('SIGKILL');
    await running.exited;
  };
  const connection = await connect();
  await connection.query('CREATE DATABASE paysera');
  await connection.end();
  return {
    client: 'mysql2',
    url: `mysql://root@localhost/paysera?socketPath=${encodeURIComponent(socket)}`,
    hang: () => void running.server.kill('SIGSTOP'),
    goOn: () => void running.server.kill('SIGCONT'),
    kill,
    async restart() {
      running = await serve();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
