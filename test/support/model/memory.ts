import { SENDS_ONCE } from '../../../src/http/sends-once.ts';
import type { Fault } from './faults.ts';
import type { Paysera } from './paysera.ts';
import type { Arrived } from './wire.ts';

/** What strikes the request that is about to be sent; undefined: nothing. */
export type Script = (arrived: Arrived) => Fault | undefined;

/** A `fetch` without a network: the model at the other end, and the faults on the way. */
export function memoryFetch(paysera: Paysera, script: Script = () => undefined): typeof fetch {
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { method = 'GET', signal } = init;
    signal?.throwIfAborted();
    const headers = new Headers(init.headers);
    const arrived: Arrived = {
      method,
      url: String(input),
      header: (name) => headers.get(name) ?? undefined,
      body: typeof init.body === 'string' ? init.body : '',
    };
    const fault = script(arrived);
    if (fault?.effect.do === 'revoke') paysera.revokeTokens();
    if (!fault || fault.effect.do === 'revoke') return respond(paysera, paysera.handle(arrived));
    if (fault.effect.do === 'late') {
      setTimeout(() => paysera.handle(arrived), fault.effect.after);
      throw failed('ECONNRESET', 'read');
    }
    const response = fault.processed ? paysera.handle(arrived) : { status: 503, body: { error: 'unavailable' } };
    return strike(paysera, fault.effect, response, signal ?? undefined);
  };
  return Object.assign(fetch, { [SENDS_ONCE]: true });
}

function strike(
  paysera: Paysera,
  effect: Fault['effect'],
  response: { status: number; body: unknown },
  signal: AbortSignal | undefined,
): Response | Promise<never> {
  switch (effect.do) {
    case 'refuse':
      throw failed('ECONNREFUSED', 'connect');
    case 'reset':
      throw failed('ECONNRESET', 'read');
    case 'silence':
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    case 'answer': {
      const headers = Object.entries(effect.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
      return respond(paysera, { status: effect.status, text: effect.body ?? '' }, Object.fromEntries(headers));
    }
    default: {
      const text = JSON.stringify(response.body);
      const bytes = new TextEncoder().encode(text.slice(0, text.length / 2));
      let pulled = false;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (pulled) controller.error(new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET' } }));
          else controller.enqueue(bytes);
          pulled = true;
        },
      });
      return new Response(body, { status: response.status, headers: dated(paysera) });
    }
  }
}

function respond(
  paysera: Paysera,
  { status, body, text = JSON.stringify(body) }: { status: number; body?: unknown; text?: string },
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(text, { status, headers: { ...dated(paysera), 'content-type': 'application/json', ...headers } });
}

function dated(paysera: Paysera): Record<string, string> {
  return { date: new Date(paysera.now()).toUTCString() };
}

/** As Node's own fetch tells it. */
function failed(code: string, syscall: string): TypeError {
  const cause = Object.assign(new Error(`${syscall} ${code} 127.0.0.1:1`), { code, syscall });
  return new TypeError('fetch failed', { cause });
}
