import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { memoryInbox } from '../../../../src/webhooks/inbox/memory-inbox.ts';
import { clock, leasePromises, type MakeInbox, promises } from '../../../support/webhooks/inbox-promises.ts';

describe('memoryInbox', () => {
  const make: MakeInbox = (options) => memoryInbox(options);
  promises(make);
  leasePromises(async (options) => ({ inbox: await make(options), sleep: (ms) => setTimeout(ms) }));

  it('forgets the oldest event when it is full, and never one that is being handled', async () => {
    const inbox = memoryInbox({ max: 3 });
    await inbox.claim('running', 'a');
    for (const key of ['one', 'two']) {
      await inbox.claim(key, 'a');
      await inbox.done(key, 'a');
    }
    expect(await inbox.claim('three', 'a')).toBe(1);
    expect([await inbox.claim('running', 'b'), await inbox.claim('two', 'b')]).toEqual(['busy', 'seen']);
    expect(await inbox.claim('one', 'b')).toBe(1);
  });

  it('forgets an event after its ttl', async () => {
    const { now, pass } = clock();
    const inbox = memoryInbox({ ttl: 1_000, now });
    await inbox.claim('k', 'a');
    await inbox.done('k', 'a');
    pass(999);
    expect(await inbox.claim('k', 'b')).toBe('seen');
    pass(1);
    expect(await inbox.claim('k', 'b')).toBe(1);
  });

  it('remembers 10,000 events for 2 days, and claims for 5 minutes, unless told otherwise', async () => {
    const { now, pass } = clock();
    const inbox = memoryInbox({ now });
    for (let index = 0; index < 10_001; index++) {
      await inbox.claim(`k-${index}`, 'a');
      await inbox.done(`k-${index}`, 'a');
    }
    expect([await inbox.claim('k-1', 'b'), await inbox.claim('k-10000', 'b')]).toEqual(['seen', 'seen']);
    expect(await inbox.claim('k-0', 'b')).toBe(1);
    pass(299_999);
    expect(await inbox.claim('k-0', 'c')).toBe('busy');
    pass(1);
    expect(await inbox.claim('k-0', 'c')).toBe(2);
    pass(172_800_000 - 300_001);
    expect(await inbox.claim('k-10000', 'b')).toBe('seen');
    pass(1);
    expect(await inbox.claim('k-10000', 'b')).toBe(1);
  });

  it('counts an event that came again after its ttl as new when the oldest is forgotten', async () => {
    const { now, pass } = clock();
    const inbox = memoryInbox({ max: 3, ttl: 1_000, now });
    const handle = async (key: string) => {
      expect(await inbox.claim(key, 'a')).toBe(1);
      await inbox.done(key, 'a');
    };
    await handle('again');
    pass(600);
    await handle('old');
    pass(400);
    for (const key of ['again', 'third', 'fourth']) await handle(key);
    expect([await inbox.claim('again', 'b'), await inbox.claim('third', 'b')]).toEqual(['seen', 'seen']);
  });

  it('never forgets an event that was set aside, however full it is', async () => {
    const inbox = memoryInbox({ max: 2 });
    await inbox.claim('aside', 'a');
    await inbox.setAside('aside', 'a', JSON.stringify(['https://shop.example', [], '{}']));
    await inbox.release('aside', 'a');
    for (const key of ['one', 'two', 'three']) {
      await inbox.claim(key, 'a');
      await inbox.done(key, 'a');
    }
    expect((await inbox.listSetAside()).map(({ key }) => key)).toEqual(['aside']);
    expect([await inbox.claim('aside', 'b'), await inbox.claim('three', 'b')]).toEqual(['set-aside', 'seen']);
  });

  it('has nothing to retry of an event that was not set aside, or that it does not know', async () => {
    const inbox = memoryInbox();
    await inbox.claim('k', 'a');
    expect([await inbox.retry('k'), await inbox.retry('unknown')]).toEqual([undefined, undefined]);
    expect(await inbox.claim('k', 'b')).toBe('busy');
  });

  it('does nothing when an event is released that it does not know', async () => {
    const inbox = memoryInbox();
    await inbox.release('k', 'a');
    expect(await inbox.claim('k', 'b')).toBe(1);
  });

  it('stays at its maximum over 100,000 events, each at the same small cost', async () => {
    const inbox = memoryInbox({ max: 100 });
    for (let index = 0; index < 100_000; index++) {
      await inbox.claim(`k-${index}`, 'a');
      await inbox.done(`k-${index}`, 'a');
    }
    expect(await inbox.claim('k-99999', 'b')).toBe('seen');
    expect(await inbox.claim('k-99000', 'b')).toBe(1);
  });

  it('is there again when its code could be loaded', async () => {
    vi.resetModules();
    vi.doMock('../../../../src/webhooks/on-demand.ts', () => {
      throw new Error('offline');
    });
    const { memoryInbox } = await import('../../../../src/webhooks/inbox/memory-inbox.ts');
    const inbox = memoryInbox();
    await expect(inbox.claim('key', 'a')).rejects.toThrow();
    vi.doUnmock('../../../../src/webhooks/on-demand.ts');
    await expect(inbox.claim('key', 'a')).resolves.toBe(1);
  });
});
