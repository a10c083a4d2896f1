import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readBody } from '../../../src/webhooks/http/read-body.ts';
import {
  createWebhookHandler,
  memoryInbox,
  verifyWebhook,
  type WebhookHandlerOptions,
} from '../../../src/webhooks/index.ts';
import {
  DISTRIBUTION,
  headersOf,
  hmac,
  ORDER,
  PAYMENT,
  post,
  REFUND,
  SECRET,
} from '../../support/webhooks/payloads.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A delivery whose body comes piece by piece; `pulled` counts the pieces that somebody asked for. */
function streamed(pieces: Iterable<Uint8Array<ArrayBuffer>>, headers: Record<string, string>) {
  const iterator = pieces[Symbol.iterator]();
  const counts = { pulled: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        counts.pulled++;
        const { done, value } = iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  return { request: new Request('https://shop.example/hooks', init), counts };
}

const handlerOf = (options: Partial<WebhookHandlerOptions> = {}) =>
  createWebhookHandler({ secret: SECRET, on: {}, onError: () => {}, ...options });

describe('a delivery without a usable signature header is refused unread', () => {
  const right = headersOf(hmac(JSON.stringify(ORDER)));
  it.each<[string, Record<string, string>]>([
    ['no signature', { 'x-paysera-signature': '' }],
    ['a signature of another shape', { 'x-paysera-signature': 'abc' }],
    ['no algorithm', { 'x-paysera-signature-alg': '' }],
    ['another algorithm', { 'x-paysera-signature-alg': 'HMAC-SHA512' }],
    ['an algorithm that only folds to the right one', { 'x-paysera-signature-alg': 'hmac-\u017fha256' }],
  ])('%s', async (_, more) => {
    const { request, counts } = streamed([new TextEncoder().encode(JSON.stringify(ORDER))], {
      ...right,
      ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, encodeURIComponent(value)])),
    });
    // Node refuses such a header on a Request; frameworks that keep their own headers do not.
    const headers = new Map(Object.entries({ ...right, ...more }));
    vi.spyOn(request.headers, 'get').mockImplementation((name) => headers.get(name) ?? null);
    expect([(await handlerOf()(request)).status, counts.pulled]).toEqual([401, 0]);
  });
});

describe('a body in chunks of one byte', () => {
  it('needs no more memory than its bytes', async () => {
    const SIZE = 300_000;
    let most = 0;
    function* bytes() {
      collectGarbage();
      const before = process.memoryUsage();
      for (let n = 0; n < SIZE; n++) {
        if (n === SIZE - 1) {
          collectGarbage();
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          most = heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers;
        }
        yield new Uint8Array([97]);
      }
    }
    const { request } = streamed(bytes(), {});
    const body = await readBody(request, 1_048_576);
    expect(body.length).toBe(SIZE);
    expect(body.every((byte) => byte === 97)).toBe(true);
    // A list of the chunks holds more than 100 bytes for each: 30 MB.
    expect(most).toBeLessThan(8_000_000);
  });

  it('is read to its limit and no further', async () => {
    const { request, counts } = streamed(
      (function* () {
        for (;;) yield new Uint8Array(100);
      })(),
      {},
    );
    const body = await readBody(request, 1000);
    expect(body.length).toBeGreaterThan(1000);
    expect(counts.pulled).toBe(11);
  });
});

it('a body that does not arrive within 10 seconds leads to a 500, and no part of it is handled', async () => {
  vi.useFakeTimers();
  const order = vi.fn();
  const onError = vi.fn();
  let canceled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"event"')),
    pull: () => new Promise(() => {}),
    cancel() {
      canceled = true;
    },
  });
  const init = { method: 'POST', headers: headersOf(hmac('{"event"')), body, duplex: 'half' } as RequestInit;
  const response = handlerOf({ on: { order }, onError })(new Request('https://shop.example/hooks', init));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(onError).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect((await response).status).toBe(500);
  expect(String(onError.mock.calls[0]?.[0])).toContain('10 s');
  expect([order.mock.calls.length, canceled]).toEqual([0, true]);
});

describe('a replayed delivery', () => {
  const at = ORDER.order.updated_at * 1000;
  const setTime = (age: number) => vi.useFakeTimers({ now: at + age, toFake: ['Date'] });

  it('is handled again once the inbox has forgotten it, unless maxAge is no longer than the inbox remembers', async () => {
    const order = vi.fn();
    for (const [maxAge, expected] of [
      [undefined, 2],
      [2 * DAY, 1],
    ] as const) {
      order.mockClear();
      const handler = handlerOf({ on: { order }, inbox: memoryInbox({ ttl: 2 * DAY, now: () => Date.now() }), maxAge });
      setTime(31 * HOUR);
      expect((await handler(post(ORDER))).status).toBe(200);
      setTime(31 * HOUR + 2 * DAY + 1);
      await handler(post(ORDER));
      expect(order).toHaveBeenCalledTimes(expected);
    }
  });

  it.each([
    ['order', ORDER],
    ['payment', PAYMENT],
    ['refund', REFUND],
  ])('is refused by the signed time of an event of type %s', async (_, payload) => {
    const body = JSON.stringify(payload);
    // Nobody signed the headers: their time says nothing.
    const headers = headersOf(hmac(body), { 'x-paysera-created-at': String(Math.floor((at + 3 * DAY) / 1000)) });
    const verify = () => verifyWebhook({ body, headers, secret: SECRET, maxAge: 2 * DAY });
    setTime(2 * DAY);
    expect((await verify()).type).toBe(payload.event.type);
    setTime(2 * DAY + 1);
    await expect(verify()).rejects.toMatchObject({ name: 'WebhookVerificationError', reason: 'too-old' });
  });

  it('is never refused within the 31 hours of Paysera’s own retries', async () => {
    const body = JSON.stringify(PAYMENT);
    for (const maxAge of [0, 1, 300_000]) {
      setTime(31 * HOUR);
      const input = { body, headers: headersOf(hmac(body)), secret: SECRET, maxAge };
      expect((await verifyWebhook(input)).type).toBe('payment');
      setTime(31 * HOUR + 1);
      await expect(verifyWebhook(input)).rejects.toMatchObject({ reason: 'too-old' });
    }
  });

  it('is accepted when its type is unknown, since it has no time', async () => {
    setTime(30 * DAY);
    const body = JSON.stringify(DISTRIBUTION);
    const event = await verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET, maxAge: 2 * DAY });
    expect(event.type).toBe('unknown');
  });
});

it('a thousand forged deliveries print the advice once, and one line each after that', async () => {
  vi.resetModules();
  const { createWebhookHandler } = await import('../../../src/webhooks/handler.ts');
  const printed: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((value) => void printed.push(String(value?.stack ?? value)));
  const handler = createWebhookHandler({ secret: SECRET, on: {} });
  for (let n = 0; n < 1000; n++) await handler(post(ORDER, { 'x-paysera-signature': hmac(`forged ${n}`) }));
  expect(printed).toHaveLength(1000);
  expect(printed[0]?.split('\n').length).toBeGreaterThan(8);
  expect(new Set(printed.slice(1))).toEqual(
    new Set(['The signature does not match this body and OAuth client secret.']),
  );
});
