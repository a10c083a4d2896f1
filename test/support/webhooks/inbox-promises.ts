import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import type { Inbox } from '../../../src/webhooks/inbox/inbox.ts';
import { ORDER, post, SECRET } from './payloads.ts';

/** Makes an inbox for one test. */
export type MakeInbox = (options: { readonly lease: number }) => Inbox | Promise<Inbox>;

/** A clock that stands still until a test moves it. */
export function clock(): { now(): number; pass(milliseconds: number): void } {
  let at = 1_760_000_000_000;
  return {
    now: () => at,
    pass(milliseconds) {
      at += milliseconds;
    },
  };
}

const DELIVERY = JSON.stringify([
  'https://shop.example/hooks',
  [['x-paysera-signature', 'f'.repeat(64)]],
  '{"é":"\\u0000"}',
]);
const newKey = () => `order:${crypto.randomUUID()}`;

/** What every inbox promises. The keys are new in each test, for the inbox may outlive it. */
export function promises(make: MakeInbox): void {
  const setUp = async () => ({ inbox: await make({ lease: 60_000 }), key: newKey() });

  it('of 200 claims at once, one is the first and the others are busy', async () => {
    const { inbox, key } = await setUp();
    const claims = await Promise.all(Array.from({ length: 200 }, (_, index) => inbox.claim(key, `owner-${index}`)));
    expect(claims.filter((claim) => claim === 1)).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(199);
  });

  it('a completed key is seen by every owner', async () => {
    const { inbox, key } = await setUp();
    expect(await inbox.claim(key, 'a')).toBe(1);
    await inbox.done(key, 'a');
    expect([await inbox.claim(key, 'a'), await inbox.claim(key, 'b')]).toEqual(['seen', 'seen']);
    expect(await inbox.renew(key, 'a')).toBe(false);
    await inbox.release(key, 'a');
    expect(await inbox.claim(key, 'b')).toBe('seen');
  });

  it('a key that a store forgot while it was handled is completed all the same', async () => {
    const { inbox, key } = await setUp();
    await inbox.done(key, 'a');
    expect(await inbox.claim(key, 'b')).toBe('seen');
  });

  it('a released key can be claimed again at once, and each claim is counted', async () => {
    const { inbox, key } = await setUp();
    for (const [index, owner] of ['a', 'b', 'c'].entries()) {
      expect(await inbox.claim(key, owner)).toBe(index + 1);
      await inbox.release(key, 'another');
      expect(await inbox.claim(key, 'd')).toBe('busy');
      await inbox.release(key, owner);
      expect(await inbox.renew(key, 'another')).toBe(false);
    }
  });

  it('keys do not affect each other', async () => {
    const { inbox, key } = await setUp();
    const other = newKey();
    await inbox.claim(key, 'a');
    await inbox.done(key, 'a');
    expect(await inbox.claim(other, 'a')).toBe(1);
    await inbox.release(key, 'a');
    expect([await inbox.claim(key, 'b'), await inbox.claim(other, 'b')]).toEqual(['seen', 'busy']);
  });

  it('an event is handled once, however many deliveries are concurrent', async () => {
    const { inbox } = await setUp();
    const order = vi.fn(() => new Promise((resolve) => setImmediate(resolve)));
    const payload = { ...ORDER, order: { ...ORDER.order, paysera_order_id: newKey() } };
    const handler = createWebhookHandler({ secret: SECRET, on: { order }, inbox });
    const answers = await Promise.all(Array.from({ length: 200 }, () => handler(post(payload))));
    expect(order).toHaveBeenCalledTimes(1);
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect((await handler(post(payload))).status).toBe(200);
    expect(order).toHaveBeenCalledTimes(1);
  });

  it('an event that is set aside is listed, and claimed again only when it is to be retried', async () => {
    const { inbox, key } = await setUp();
    const listed = async () => (await inbox.listSetAside()).filter((event) => event.key === key);
    await inbox.claim(key, 'a');
    await inbox.setAside(key, 'another', DELIVERY);
    expect(await listed()).toEqual([]);
    expect(await inbox.retry(key)).toBeUndefined();
    await inbox.setAside(key, 'a', DELIVERY);
    expect(await inbox.claim(key, 'b')).toBe('busy');
    await inbox.release(key, 'a');
    expect(await inbox.claim(key, 'b')).toBe('set-aside');
    expect(await listed()).toEqual([{ key, at: expect.any(Number), body: '{"é":"\\u0000"}' }]);

    const request = await inbox.retry(key);
    expect([request?.url, request?.method]).toEqual(['https://shop.example/hooks', 'POST']);
    expect(request?.headers.get('x-paysera-signature')).toBe('f'.repeat(64));
    expect(await request?.text()).toBe('{"é":"\\u0000"}');
    expect([await inbox.claim(key, 'b'), await inbox.claim(key, 'c')]).toEqual([1, 'busy']);
    await inbox.release(key, 'b');
    expect(await inbox.claim(key, 'c'), 'it failed again').toBe('set-aside');
    expect(await listed()).toHaveLength(1);

    await inbox.retry(key);
    await inbox.claim(key, 'd');
    await inbox.done(key, 'd');
    expect(await inbox.claim(key, 'e')).toBe('seen');
    expect(await listed()).toEqual([]);
    expect(await inbox.retry(key)).toBeUndefined();
  });

  it('an event that fails as often as Paysera delivers it is set aside with its delivery, which can be handled later', async () => {
    const { inbox } = await setUp();
    const payload = { ...ORDER, order: { ...ORDER.order, paysera_order_id: newKey(), description: 'Žąsis 🪿' } };
    const errors: unknown[] = [];
    let fails = true;
    const order = vi.fn(() => {
      if (fails) throw new Error('the shop is closed');
    });
    const handler = createWebhookHandler({
      secret: SECRET,
      on: { order },
      inbox,
      onError: (error) => errors.push(error),
    });
    const statuses: number[] = [];
    for (let delivery = 0; delivery < 5; delivery++) statuses.push((await handler(post(payload))).status);
    expect([statuses, order.mock.calls.length, errors.length]).toEqual([[500, 500, 500, 500, 200], 4, 4]);
    const find = async () => (await inbox.listSetAside()).find(({ body }) => body === JSON.stringify(payload));
    const { key = '' } = (await find()) ?? {};
    const retried = async () => {
      const request = await inbox.retry(key);
      return request && (await handler(request)).status;
    };
    expect(await retried(), 'it fails again, and stays').toBe(500);
    expect((await find())?.key).toBe(key);
    fails = false;
    expect(await retried()).toBe(200);
    expect(await find()).toBeUndefined();
    expect([await retried(), order.mock.calls.length]).toEqual([undefined, 6]);
  });
}

/** An inbox, and how to let time pass on the clock that it goes by. */
interface TimedInbox {
  readonly inbox: Inbox;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What an inbox promises of its lease, whichever clock it goes by. */
export function leasePromises(make: (options: { readonly lease: number }) => TimedInbox | Promise<TimedInbox>): void {
  // Milliseconds. A machine that stalls for half of it ends a lease that was to be renewed.
  const lease = 1_000;
  const setUp = async () => ({ ...(await make({ lease })), key: newKey() });

  it.concurrent('a claim whose owner died expires with its lease, and then one of many claims it', async () => {
    const { inbox, sleep, key } = await setUp();
    await inbox.claim(key, 'dead');
    expect(await inbox.claim(key, 'b')).toBe('busy');
    await sleep(lease + 20);
    const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => inbox.claim(key, `c-${index}`)));
    expect(claims.filter((claim) => claim === 2)).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(19);
  });

  it.concurrent('a claim that is renewed does not expire, until it is not', async () => {
    const { inbox, sleep, key } = await setUp();
    await inbox.claim(key, 'slow');
    for (let renewal = 0; renewal < 4; renewal++) {
      await sleep(lease / 2);
      expect([await inbox.renew(key, 'slow'), await inbox.claim(key, 'b')]).toEqual([true, 'busy']);
    }
    await sleep(lease + 20);
    expect(await inbox.claim(key, 'b')).toBe(2);
    expect(await inbox.renew(key, 'slow')).toBe(false);
    expect(await inbox.claim(key, 'c')).toBe('busy');
  });

  it.concurrent('a late release does not release a newer claim', async () => {
    const { inbox, sleep, key } = await setUp();
    await inbox.claim(key, 'slow');
    await sleep(lease + 20);
    expect(await inbox.claim(key, 'b')).toBe(2);
    await inbox.release(key, 'slow');
    expect(await inbox.claim(key, 'c')).toBe('busy');
  });

  it.concurrent('a late success counts: the event is seen, and the failure of the second owner does not undo it', async () => {
    const { inbox, sleep, key } = await setUp();
    await inbox.claim(key, 'slow');
    await sleep(lease + 20);
    expect(await inbox.claim(key, 'b')).toBe(2);
    await inbox.done(key, 'slow');
    await inbox.release(key, 'b');
    expect(await inbox.claim(key, 'c')).toBe('seen');
  });

  it.concurrent('an event whose last try ended its process is listed, and can be retried after its lease', async () => {
    const { inbox, sleep, key } = await setUp();
    await inbox.claim(key, 'dead');
    await inbox.setAside(key, 'dead', DELIVERY);
    expect((await inbox.listSetAside()).some((event) => event.key === key)).toBe(true);
    await inbox.retry(key);
    expect(await inbox.claim(key, 'b'), 'it may still run').toBe('busy');
    await sleep(lease + 20);
    expect(await inbox.claim(key, 'b')).toBe(1);
    await sleep(lease + 20);
    expect(await inbox.claim(key, 'c')).toBe('set-aside');
  });

  it.concurrent('a handler that runs longer than the lease is run once, however often the event is delivered', async () => {
    const { inbox, sleep } = await setUp();
    const busy = new AbortController();
    const order = vi.fn(async () => void (await once(busy.signal, 'abort')));
    const payload = { ...ORDER, order: { ...ORDER.order, paysera_order_id: newKey() } };
    const handler = createWebhookHandler({ secret: SECRET, on: { order }, inbox });
    const first = handler(post(payload));
    const others: number[] = [];
    for (let delivery = 0; delivery < 5; delivery++) {
      await sleep(lease / 2);
      others.push((await handler(post(payload))).status);
    }
    expect(others).toEqual([503, 503, 503, 503, 503]);
    busy.abort();
    expect((await first).status).toBe(200);
    expect((await handler(post(payload))).status).toBe(200);
    expect(order).toHaveBeenCalledTimes(1);
  });
}
