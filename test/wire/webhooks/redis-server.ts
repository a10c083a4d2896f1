import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RedisSend } from '../../../src/webhooks/inbox/redis-inbox.ts';

export const hasRedisServer: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** The machine's own Redis on a socket in a new folder, and a client that knows just enough of its protocol. */
export async function startRedis(): Promise<{ readonly send: RedisSend; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const path = join(folder, 'redis.sock');
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  let socket: Socket | undefined;
  for (let attempt = 0; !socket && attempt < 200; attempt++) {
    socket = await new Promise<Socket | undefined>((resolve) => {
      const made = connect(path, () => resolve(made)).once('error', () => resolve(undefined));
    });
    if (!socket) await setTimeout(25);
  }
  if (!socket) throw new Error('redis-server did not start');
  const connection = socket;
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  let received = '';
  connection.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    for (let reply = parse(received); reply; reply = parse(received)) {
      received = received.slice(reply.length);
      const { value } = reply;
      if (value instanceof Error) waiting.shift()?.reject(value);
      else waiting.shift()?.resolve(value);
    }
  });
  return {
    send: (command) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        connection.write(
          `*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`,
        );
      }),
    async stop() {
      connection.destroy();
      server.kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One reply, once it is whole. */
function parse(text: string): { value: unknown; length: number } | undefined {
  const end = text.indexOf('\r\n');
  if (end < 0) return undefined;
  const line = text.slice(1, end);
  if (text[0] === '+') return { value: line, length: end + 2 };
  if (text[0] === '-') return { value: new Error(line), length: end + 2 };
  if (text[0] === ':') return { value: Number(line), length: end + 2 };
  if (line === '-1') return { value: null, length: end + 2 };
  const length = end + 2 + Number(line) + 2;
  return text.length < length ? undefined : { value: text.slice(end + 2, length - 2), length };
}
