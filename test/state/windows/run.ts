import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Store } from '../../support/state/connect.ts';
import { mysqlServer, postgresServer, redisServer, type Server } from '../../support/state/servers.ts';

const HELP = `Usage: npm run test:windows [-- --processes 8 --windows 5 --stores redis,postgresql,mysql]

Lets processes that share a state call the sandbox as often as they can, in real windows of a minute, and counts what is
answered. Takes as many minutes as there are windows: the stores run beside each other.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    processes: { type: 'string', default: '8' },
    windows: { type: 'string', default: '5' },
    stores: { type: 'string', default: 'redis,postgresql,mysql' },
  },
});
const LIMIT = 50;
/** So many calls, at least, are made at the same time: of fewer, most need not wait at all. */
const CALLERS = 32;
const MINUTE = 60_000;
const CHILD = fileURLToPath(new URL('./window-child.ts', import.meta.url));
const SERVERS: Readonly<Record<string, [Store['client'], () => Promise<Server | undefined>]>> = {
  redis: ['ioredis', redisServer],
  postgresql: ['postgres.js', postgresServer],
  mysql: ['mysql2', mysqlServer],
};

interface Answer {
  readonly at: number;
  readonly status: number;
  readonly isToken: boolean;
  /** Milliseconds from its place to when it was sent, and from then to its arrival. */
  readonly late: number;
  readonly underWay: number;
}

const sinceEpoch = () => performance.timeOrigin + performance.now();

/** The sandbox behind a server that notes each answer. */
async function observed(answers: Answer[]) {
  const sandbox = await startSandbox({ rateLimit: LIMIT });
  const relay = async (request: IncomingMessage, response: ServerResponse) => {
    const arrived = sinceEpoch();
    const [place, sent] = [Number(request.headers['x-place']), Number(request.headers['x-sent'])];
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = 'GET', url = '/', headers } = request;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null;
    const answer = await fetch(sandbox.url + url, {
      ...{ method, body },
      headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? 'text/plain' },
    });
    answers.push({
      ...{ at: performance.now(), status: answer.status, isToken: url.endsWith('/token') },
      ...{ late: sent - place, underWay: arrived - sent },
    });
    const limits = [...answer.headers].filter(([name]) => /^(x-ratelimit|retry-after|content-type|date)/.test(name));
    response.writeHead(answer.status, Object.fromEntries(limits)).end(await answer.text());
  };
  const server = createServer((request, response) => {
    // A connection that breaks is neither a response nor a refusal.
    relay(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await sandbox.stop();
  };
  return { url, credentials: sandbox.credentials, stop };
}

async function measure(name: string, count: number, windows: number): Promise<void> {
  const [client, start] = SERVERS[name] ?? [];
  const server = await start?.();
  if (!client || !server) return;
  const answers: Answer[] = [];
  const paysera = await observed(answers);
  const prefix = `paysera-test:${crypto.randomUUID()}:`;
  const store: Store = { client, url: server.url, prefix };
  const input = JSON.stringify({
    store,
    baseUrl: paysera.url,
    credentials: paysera.credentials,
    atOnce: Math.max(4, CALLERS / count),
  });
  const children = Array.from({ length: count }, () => fork(CHILD, [input]));
  await Promise.all(children.map((child) => once(child, 'message')));
  const waits: number[] = [];
  for (const child of children) child.on('message', (wait: number) => waits.push(wait));
  while (answers.length === 0) await setTimeout(10);
  const [{ at: began } = { at: 0 }] = answers;
  await setTimeout(windows * MINUTE - (performance.now() - began));
  const seen = answers.filter(({ at }) => at < began + windows * MINUTE);
  await Promise.all(
    children.map((child) => {
      child.send('stop');
      return once(child, 'exit');
    }),
  );
  const used = seen.filter(({ status }) => status !== 429).length;
  const row = {
    ...{ store: name, processes: count, windows, answered: used, refused: seen.length - used },
    tokens: seen.filter(({ isToken }) => isToken).length,
    longestOverMeanWait: Number(
      (Math.max(...waits) / (waits.reduce((sum, wait) => sum + wait, 0) / waits.length)).toFixed(2),
    ),
    latestSent: Math.round(Math.max(...seen.map(({ late }) => late || 0))),
    longestUnderWay: Math.round(Math.max(...seen.map(({ underWay }) => underWay))),
    used: `${((100 * used) / (windows * LIMIT)).toFixed(1)} %`,
  };
  console.log(JSON.stringify(row));
  await paysera.stop();
  if (name === 'redis') {
    const redis = new Redis(server.url);
    await redis.del(await redis.keys(`${prefix}*`));
    redis.disconnect();
  }
  await server.stop();
  if (row.longestOverMeanWait > 3 || row.refused > 0 || used < 0.95 * windows * LIMIT) process.exitCode = 1;
}

if (values.help) console.log(HELP);
else
  await Promise.all(
    values.stores.split(',').map((name) => measure(name, Number(values.processes), Number(values.windows))),
  );
