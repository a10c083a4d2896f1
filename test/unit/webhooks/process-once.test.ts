import { describe, expect, it } from 'vitest';
import { type Inbox, memoryInbox } from '../../../src/webhooks/inbox/inbox.ts';
import { processOnce } from '../../../src/webhooks/inbox/process-once.ts';

const DOWN = new Error('no connection');
const FAILED = new Error('the shop is closed');

/** An inbox that tells what it was asked, each with its owner. */
function observed(own: Partial<Inbox> = {}) {
  const asked: (readonly [string, string, string])[] = [];
  const inbox = { ...memoryInbox(), ...own };
  const spied = (method: keyof Inbox) => (key: string, owner: string) => {
    asked.push([method, key, owner]);
    return inbox[method](key, owner) as Promise<never>;
  };
  const spies: Inbox = { claim: spied('claim'), done: spied('done'), release: spied('release') };
  const errors: unknown[] = [];
  let runs = 0;
  const process = (effect: () => unknown = () => {}) =>
    processOnce(
      spies,
      'key',
      () => {
        runs++;
        return effect();
      },
      (error) => errors.push(error),
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
});
