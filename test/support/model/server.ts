import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPort, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { SENDS_ONCE } from '../../../src/http/sends-once.ts';
import type { Effect, Fault } from './faults.ts';
import type { Script } from './memory.ts';
import type { Paysera } from './paysera.ts';
import type { Arrived, ModelResponse } from './wire.ts';

const FLOOD = 100;
const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');
const TURN = 'x-turn';

export interface FaultyServer {
  readonly url: string;
  /** Node's own, which finds the port closed where the script says so. */
  readonly fetch: typeof fetch;
  /** Connections that stand. */
  connections(): Promise<number>;
}

/** The model on a port of this machine, and the faults on its sockets. Ends with the test that started it. */
export async function startFaultyServer(paysera: Paysera, script: Script): Promise<FaultyServer> {
  const turns: (Fault | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const planned = turns[Number(request.headers[TURN])];
    if (planned && !planned.processed && planned.effect.do === 'reset') return request.socket.resetAndDestroy();
    const arrived = await read(request);
    // From another process, whose fetch is not ours: decided on arrival.
    const fault = TURN in request.headers ? planned : script(arrived);
    response.setHeader('date', new Date(paysera.now()).toUTCString());
    if (!fault || fault.effect.do === 'revoke') {
      if (fault) paysera.revokeTokens();
      send(response, paysera.handle(arrived));
      return;
    }
    strike(
      response,
      fault.effect,
      fault.processed ? paysera.handle(arrived) : { status: 503, body: { error: 'down' } },
    );
  });
  const url = await listen(server);
  const closed = await closedPort();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const faulty: typeof globalThis.fetch = (input, init = {}) => {
    const headers = new Headers(init.headers);
    const fault = script(sentOf(String(input), init, headers));
    headers.set(TURN, String(turns.push(fault) - 1));
    const target = fault?.effect.do === 'refuse' ? String(input).replace(url, closed) : input;
    return fetch(target, { ...init, headers });
  };
  return {
    url,
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    fetch: Object.assign(faulty, { [SENDS_ONCE]: true }),
  };
}

function strike(response: ServerResponse, effect: Effect, modelResponse: ModelResponse): void {
  const { socket } = response;
  switch (effect.do) {
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'answer':
      response.writeHead(effect.status, effect.headers as Record<string, string | string[]>);
      response.end(effect.body);
      return;
    case 'cut':
      cut(response, effect.how, modelResponse);
      return;
    case 'flood':
      flood(response, modelResponse.status);
      return;
    default:
    // Silence. And the closed port has been met elsewhere.
  }
}

/** Sends half of it, and hangs up. */
function cut(response: ServerResponse, how: 'length' | 'chunked' | 'gzip', { status, body }: ModelResponse): void {
  const whole = Buffer.from(JSON.stringify(body));
  const bytes = how === 'gzip' ? gzipSync(whole) : whole;
  const headers = { 'content-type': 'application/json', ...(how === 'gzip' && { 'content-encoding': 'gzip' }) };
  const half = bytes.subarray(0, bytes.length / 2);
  if (how === 'gzip') {
    // Whole as HTTP has it, and half as gzip has it.
    response.writeHead(status, { ...headers, 'content-length': half.length });
    response.end(half);
    return;
  }
  response.writeHead(status, { ...headers, ...(how === 'length' && { 'content-length': bytes.length }) });
  response.write(half, () => response.socket?.destroy());
}

function flood(response: ServerResponse, status: number): void {
  response.on('error', () => {});
  response.writeHead(status, { 'content-type': 'application/json' });
  let sent = 0;
  const more = () => {
    while (sent < FLOOD) {
      sent++;
      if (!response.write(MEGABYTE)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}

function send(response: ServerResponse, { status, body }: ModelResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return { method, url, header, body: Buffer.concat(chunks).toString('utf8') };
}

function sentOf(url: string, { method = 'GET', body }: RequestInit, headers: Headers): Arrived {
  const { pathname, search } = new URL(url);
  const text = typeof body === 'string' ? body : '';
  return { method, url: pathname + search, header: (name) => headers.get(name) ?? undefined, body: text };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closedPort(): Promise<string> {
  const server = createPort();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}
