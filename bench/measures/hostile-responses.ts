import { ours } from '../ours.ts';
import type { Row } from '../row.ts';

const SIZE = 8 * 1024 * 1024;
const PIECE = 64 * 1024;
const ROUNDS = 7;

/** Bodies just under the size that is read, each of a shape that some code may walk slowly. */
const SHAPES: Readonly<Record<string, () => unknown>> = {
  'one field with many messages': () => ({ error_properties: { amount: fill('"is wrong"', () => 'is wrong') } }),
  'many fields': () => ({ error_properties: fields(600_000) }),
  'many details': () => ({ details: fill('{"field":"amount","message":"is wrong"}', detail) }),
  'long messages': () => ({ details: Array.from({ length: 1000 }, () => detail(0, 'x'.repeat(8300))) }),
  'what begins as tokens do': () => ({ details: Array.from({ length: 1000 }, () => detail(0, 'eyJ-'.repeat(2070))) }),
  'one long message': () => ({ error_description: 'x'.repeat(SIZE - 100) }),
  'a list of numbers': () => ({ items: fill('0', () => 0), has_more: false }),
  'a list of objects': () => ({
    items: fill('{"id":"a","amount":"1"}', () => ({ id: 'a', amount: '1' })),
    has_more: false,
  }),
  'unknown fields': () => ({ items: [], has_more: false, ...fields(600_000) }),
  'lists in lists': () => nested(SIZE / 2 - 20),
  'a text of escapes': () => `{"message":"${'\\u0041'.repeat(SIZE / 6 - 10)}"}`,
  'a text of three bytes a character': () => ({ message: '\u20ac'.repeat(SIZE / 3 - 10) }),
  'an object that breaks off': () => `{"message":"${'x'.repeat(SIZE - 100)}`,
  'white space': () => ' '.repeat(SIZE),
  HTML: () => `${' '.repeat(SIZE - 100)}<html>`,
};

/** Where a hostile response may arrive, and with which status. */
const PLACES = [
  { place: 'status 200', of: 'a call', status: 200 },
  { place: 'status 422', of: 'a call', status: 422 },
  { place: 'a token', of: 'a token', status: 200 },
] as const;

/** How long a hostile response of 8 MiB blocks the event loop, against the time that `JSON.parse` alone takes for it. */
export async function hostileResponses(): Promise<Row[]> {
  const { createCheckout } = await ours();
  const rows: Row[] = [];
  for (const [what, make] of Object.entries(SHAPES)) {
    const bytes = new TextEncoder().encode(textOf(make()));
    for (const { place, of, status } of PLACES) {
      const hostile = () => new Response(bodyOf(bytes), { status, headers: { 'content-type': 'application/json' } });
      const { orders } = createCheckout({
        ...{ clientId: 'a', clientSecret: 'client-secret-1', rateLimit: false, retry: false },
        onEvent: () => {},
        fetch: async (url) =>
          of === 'a call' && String(url).endsWith('/token')
            ? Response.json({ access_token: 'access-token-1', expires_in: 3600 })
            : hostile(),
      });
      const call = () => orders.list().then(nothing, nothing);
      // What is loaded and compiled by the first call is no part of the response.
      await call();
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({ ours: await longestBlock(call), parse: parseTime(bytes) });
      // The shortest of each: other work on the machine only adds.
      const [block, parse] = [Math.min(...rounds.map((one) => one.ours)), Math.min(...rounds.map((one) => one.parse))];
      rows.push({
        group: 'Longest block of the event loop by a hostile response of 8 MiB',
        what: `${what}, ${place}`,
        unit: 'ms',
        ours: block,
        peer: { name: 'JSON.parse', value: parse },
        ratio: block / parse,
        budget: { on: 'ratio', limit: 2 },
      });
    }
  }
  return rows;
}

/** In pieces, as a socket has it. */
function bodyOf(bytes: Uint8Array): ReadableStream {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise(setImmediate);
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + PIECE));
      at += PIECE;
    },
  });
}

/** In milliseconds of processor time: on a busy machine the thread waits, and that is no part of the block. */
function elapsed(): number {
  // Linux counts the time of a thread in ticks of some milliseconds; asking for that of the process makes it count now.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function longestBlock(call: () => PromiseLike<unknown>): Promise<number> {
  // Memory that was freed by the last round is quicker than memory that is new: both begin with none.
  globalThis.gc?.();
  let [longest, running] = [0, true];
  let last = elapsed();
  const watch = () => {
    const now = elapsed();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(watch);
  };
  setImmediate(watch);
  await call();
  watch();
  running = false;
  return longest;
}

/** Of a text that has just been put together from its pieces, as that of a response. */
function parseTime(bytes: Uint8Array): number {
  const decoder = new TextDecoder();
  let text = '';
  globalThis.gc?.();
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
  }
  const started = elapsed();
  try {
    JSON.parse(text);
  } catch {
    // It takes as long to find that a text is no JSON.
  }
  return elapsed() - started;
}

function nothing(): void {}

function detail(_: number, message = 'is wrong'): object {
  return { field: 'amount', message };
}

/** As many items as fit, by the text of one. */
function fill<T>(text: string, item: (index: number) => T): T[] {
  return Array.from({ length: Math.floor((SIZE - 100) / (text.length + 1)) }, (_, index) => item(index));
}

function fields(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
}

/** Text from the start: on Node 22, `JSON.stringify` calls itself for each level. */
function nested(depth: number): string {
  return `{"items":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
