import { expect, it, vi } from 'vitest';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import type { Inbox } from '../../../src/webhooks/inbox/inbox.ts';
import { ORDER, post, SECRET } from './payloads.ts';

/** Makes an inbox for one test. */
export type MakeInbox = (options: { readonly lease: number; readonly now: () => number }) => Inbox | Promise<Inbox>;

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

/** What every inbox promises. The keys are new in each test, for the inbox may outlive it. */
export function promises(make: MakeInbox): void {
  const newKey = () => `order:${crypto.randomUUID()}`;
  const setUp = async () => {
    const { now, pass } = clock();
    return { inbox: await make({ lease: 60_000, now }), pass, key: newKey() };
  };

  it('of 200 claims at once, one is first and the others are busy', async () => {
    const { inbox, key } = await setUp();
    const claims = await Promise.all(Array.from({ length: 200 }, (_, index) => inbox.claim(key, `owner-${index}`)));
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(199);
  });

  it('a completed key is seen by every owner, even after the lease', async () => {
    const { inbox, key, pass } = await setUp();
    expect(await inbox.claim(key, 'a')).toBe('first');
    await inbox.done(key, 'a');
    expect(await inbox.claim(key, 'a')).toBe('seen');
    pass(3_600_000 * 31);
    expect(await inbox.claim(key, 'b')).toBe('seen');
  });

  it('a released key can be claimed again at once', async () => {
    const { inbox, key } = await setUp();
    await inbox.claim(key, 'a');
    await inbox.release(key, 'a');
    expect(await inbox.claim(key, 'b')).toBe('first');
  });

  it('keys do not affect each other', async () => {
    const { inbox, key } = await setUp();
    const other = newKey();
    await inbox.claim(key, 'a');
    await inbox.done(key, 'a');
    expect(await inbox.claim(other, 'a')).toBe('first');
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
}

/** What those promise whose clock can be given. */
export function leasePromises(make: MakeInbox): void {
  const setUp = async () => {
    const { now, pass } = clock();
    return { inbox: await make({ lease: 60_000, now }), pass, key: `lease:${crypto.randomUUID()}` };
  };

  it('a claim whose owner died expires with its lease, and then one of many claims it', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'dead');
    pass(59_999);
    expect(await inbox.claim(key, 'b')).toBe('busy');
    pass(1);
    const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => inbox.claim(key, `c-${index}`)));
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(19);
  });

  it('a late release does not release a newer claim', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'slow');
    pass(60_000);
    expect(await inbox.claim(key, 'b')).toBe('first');
    await inbox.release(key, 'slow');
    expect(await inbox.claim(key, 'c')).toBe('busy');
  });

  it('a late success counts: the event is seen, and the failure of the second owner does not undo it', async () => {
    const { inbox, key, pass } = await setUp();
    await inbox.claim(key, 'slow');
    pass(60_000);
    await inbox.claim(key, 'b');
    await inbox.done(key, 'slow');
    await inbox.release(key, 'b');
    expect(await inbox.claim(key, 'c')).toBe('seen');
  });
}

/** The same on the clock of the store. */
export function realLeasePromises(make: MakeInbox): void {
  it('an expired lease can be claimed, and a late release does not free it', async () => {
    const key = `lease:${crypto.randomUUID()}`;
    const now = Date.now;
    const inbox = await make({ lease: 20, now });
    await inbox.claim(key, 'dead');
    const long = await make({ lease: 60_000, now });
    await vi.waitFor(async () => expect(await long.claim(key, 'b')).toBe('first'), { timeout: 5_000 });
    await long.release(key, 'dead');
    expect(await long.claim(key, 'c')).toBe('busy');
  });
}
