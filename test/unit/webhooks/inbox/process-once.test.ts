import { describe, expect, it, vi } from 'vitest';
import type { Inbox } from '../../../../src/webhooks/inbox/inbox.ts';
import { memoryInbox } from '../../../../src/webhooks/inbox/memory-inbox.ts';
import { processOnce } from '../../../../src/webhooks/inbox/process-once.ts';

const DOWN = new Error('no connection');
const FAILED = new Error('the shop is closed');

/** An inbox that tells what it was asked, each with its owner. */
function observed(own: Partial<Inbox> = {}) {
  const asked: (readonly [string, string, string])[] = [];
  const inbox = { ...memoryInbox(), ...own };
  const spied =
    (method: 'claim' | 'renew' | 'done' | 'release' | 'setAside') =>
    (key: string, owner: string, delivery = '') => {
      asked.push([method, key, owner]);
      return inbox[method](key, owner, delivery) as Promise<never>;
    };
  const spies: Inbox = {
    ...inbox,
    ...{ claim: spied('claim'), renew: spied('renew'), done: spied('done'), release: spied('release') },
    setAside: spied('setAside'),
  };
  const errors: unknown[] = [];
  let runs = 0;
  const process = (effect: () => unknown = () => {}, patience?: Parameters<typeof processOnce>[4]) =>
    processOnce(
      spies,
      'key',
      (claim) => {
        expect(claim).toEqual({ key: 'key', owner: asked.at(-1)?.[2] });
        runs++;
        return effect();
      },
      (error) => errors.push(error),
      patience,
    );
  return { process, asked, errors, runs: () => runs };
}

const fails = () => Promise.reject(FAILED);
const down = () => Promise.reject(DOWN);

describe('an event that is processed once', () => {
  it('is claimed, handled and marked as done by one owner, who is another each time', async () => {
    const { process, asked, runs, errors } = observed();
    expect([await process(), await process(), runs()]).toEqual(['handled', 'seen', 1]);
    expect(asked.map(([method, key]) => `${method} ${key}`)).toEqual(['claim key', 'done key', 'claim key']);
    const owners = asked.map(([, , owner]) => owner);
    expect([owners[0] === owners[1], owners[0] === owners[2]]).toEqual([true, false]);
    expect(errors).toEqual([]);
  });

  it('is not handled while another owner has it', async () => {
    const { process, runs } = observed({ claim: async () => 'busy' });
    expect([await process(), runs()]).toEqual(['busy', 0]);
  });

  it('is not handled when the inbox is down, and its error is passed on', async () => {
    const { process, runs } = observed({ claim: down });
    await expect(process()).rejects.toBe(DOWN);
    expect(runs()).toBe(0);
  });

  it('can be claimed again at once when the handler failed, whose error is passed on', async () => {
    const { process, asked, errors } = observed();
    await expect(process(fails)).rejects.toBe(FAILED);
    expect(asked.map(([method]) => method)).toEqual(['claim', 'release']);
    expect(await process()).toBe('handled');
    expect(errors).toEqual([]);
  });

  it('fails with the handler’s error when the inbox is down after it, and the inbox’s error is reported', async () => {
    const { process, errors } = observed({ release: down });
    await expect(process(fails)).rejects.toBe(FAILED);
    expect(errors).toEqual([DOWN]);
  });

  it('counts as handled when only the inbox failed after it, and the inbox’s error is reported', async () => {
    const { process, errors } = observed({ done: down });
    expect(await process()).toBe('handled');
    expect(errors).toEqual([DOWN]);
  });

  it('is renewed four times per lease while its handler runs, and no longer', async () => {
    vi.useFakeTimers();
    try {
      const { process, asked, errors } = observed({ lease: 60_000, renew: down });
      const running = process(() => new Promise((resolve) => setTimeout(resolve, 65_000)));
      await vi.advanceTimersByTimeAsync(65_000);
      expect(await running).toBe('handled');
      await vi.advanceTimersByTimeAsync(600_000);
      expect(asked.map(([method]) => method)).toEqual(['claim', 'renew', 'renew', 'renew', 'renew', 'done']);
      expect(errors, 'and goes on when the inbox is down').toEqual([DOWN, DOWN, DOWN, DOWN]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is not renewed any more once its handler failed', async () => {
    vi.useFakeTimers();
    try {
      const { process } = observed();
      await expect(process(fails)).rejects.toBe(FAILED);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is kept before its last try, and not handled when that fails', async () => {
    const patience = { tries: 2, delivery: () => '["https://shop.example",[],"{}"]' };
    const { process, asked, runs } = observed();
    await expect(process(fails, patience)).rejects.toBe(FAILED);
    await expect(process(fails, patience)).rejects.toBe(FAILED);
    expect(asked.map(([method]) => method)).toEqual(['claim', 'release', 'claim', 'setAside', 'release']);
    expect([await process(fails, patience), runs()]).toEqual(['set-aside', 2]);

    const broken = observed({ setAside: down });
    await expect(broken.process(fails, { ...patience, tries: 1 })).rejects.toBe(DOWN);
    expect([broken.runs(), broken.asked.map(([method]) => method)]).toEqual([0, ['claim', 'setAside', 'release']]);
  });
});
