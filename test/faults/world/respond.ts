import type { Paysera } from '../../support/model/paysera.ts';
import type { Arrived, ModelResponse } from '../../support/model/wire.ts';
import type { VirtualClock } from './clock.ts';
import type { Condition } from './conditions.ts';
import type { Fault, Reply } from './faults.ts';
import type { Observed } from './observed.ts';
import type { Operation } from './step.ts';

/** What lies between a process and Paysera. */
export interface Line {
  readonly clock: VirtualClock;
  readonly condition: Condition;
  /** Faults that found nothing to change where they struck. */
  missed: number;
  /** Sees what Paysera did of it. */
  noteReached(arrived: Arrived, operation: Operation, said: ModelResponse): void;
}

interface Sent {
  readonly arrived: Arrived;
  readonly operation: Operation;
  readonly fault: Fault | undefined;
  readonly signal: AbortSignal | undefined;
  readonly observed: Observed | undefined;
}

const LATENCY = 50;

/** What a process hears of its request: the server's answer, or what a fault makes of it. */
export async function respond(world: Line, paysera: Paysera, sent: Sent): Promise<Response> {
  const { arrived, operation, signal } = sent;
  signal?.throwIfAborted();
  const fault = sent.fault?.of === 'request' ? sent.fault : undefined;
  const said = fault?.processed === false ? unavailable : paysera.handle(arrived, fault?.late);
  if (said !== unavailable) world.noteReached(arrived, operation, said);
  const { searchParams: query } = new URL(arrived.url);
  const { edit, latency = LATENCY, headers } = world.condition;
  const seen = edit && said.status < 300 ? { ...said, body: edit(operation, said.body, query) ?? said.body } : said;
  const now = Math.floor(paysera.now() / 1000);
  const exchange = { operation, said: seen, query, now };
  if (sent.observed) sent.observed.exchange = exchange;
  const struck = fault?.reply(exchange);
  if (fault && !struck) world.missed++;
  const reply = struck ?? { do: 'answer', status: seen.status, text: JSON.stringify(seen.body) };
  await within(signal, reply.do === 'silence' ? new Promise(() => {}) : world.clock.pass(latency));
  const date = new Date(paysera.now() + (operation === 'token' ? (world.condition.tokenHostAhead ?? 0) : 0));
  return answered(reply, said, { date: date.toUTCString(), 'content-type': 'application/json', ...headers });
}

const unavailable: ModelResponse = { status: 503, body: { error: 'unavailable' } };

function answered(reply: Reply, said: ModelResponse, headers: Readonly<Record<string, string>>): Response {
  switch (reply.do) {
    case 'answer': {
      const empty = reply.status === 204;
      return new Response(empty ? null : reply.text, {
        status: reply.status,
        headers: { ...headers, ...reply.headers },
      });
    }
    case 'throw':
      throw failed(reply.code, reply.syscall);
    case 'network error':
      return Response.error();
    default:
      return new Response(half(JSON.stringify(said.body)), { status: said.status, headers });
  }
}

/** Half of a text, and then the connection is gone. */
function half(text: string): ReadableStream<Uint8Array> {
  let pulled = false;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulled) controller.error(new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET' } }));
      else controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
      pulled = true;
    },
  });
}

/** As Node's own fetch tells it. */
function failed(code: string, syscall: string): TypeError {
  const cause = Object.assign(new Error(`${syscall} ${code} 127.0.0.1:1`), { code, syscall });
  return new TypeError('fetch failed', { cause });
}

/** As a fetch that heeds its signal. */
function within<T>(signal: AbortSignal | undefined, wait: Promise<T>): Promise<T> {
  if (!signal) return wait;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    wait.then(resolve, reject);
  });
}
