import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { type Claims, memoryState, type PayseraEvent } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answeringFirst,
  type Between,
  CREATE,
  incomplete,
  LONG,
  passing,
  processOf,
  refuse,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE } from '../../../support/model/wanted.ts';

fakeTimers();

const GRACE = 90_000;

/** Merchants' processes that share claims. */
function processes(paysera: Paysera, claims: Claims = memoryState().claims) {
  return (between?: Between) => processOf(paysera, between, GRACE, { state: { claims } });
}

/** A card network that takes this long for each authorization. */
const slow =
  (ms: number): Between =>
  (name, ask) =>
    name === AUTHORIZE ? new Promise((resolve) => setTimeout(() => resolve(ask()), ms)) : undefined;

describe('a charge that several processes make at the same time', () => {
  test('is made by one, and the others return its capture', async () => {
    const paysera = new Paysera();
    const start = processes(paysera);
    const all = [start(slow(20_000)), start(slow(20_000)), start(slow(20_000))];
    const began = performance.now();
    const captured = await passing(Promise.all(all.map(({ charge }) => charge(CHARGE, LONG))));
    expect(new Set(captured.map(({ id }) => id)).size).toBe(1);
    // A capture is final: nobody waits for anything after it.
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(paysera.charged).toEqual(['SUB-1']);
    expect(all.map(({ count }) => count(AUTHORIZE)).sort()).toEqual([0, 0, 1]);
    // Nobody replaced the request that was being authorized.
    expect(paysera.requests.all.map(({ status }) => status)).toEqual(['captured']);
  });

  test('is unknown to a process that cannot wait for it, before that process has sent anything', async () => {
    const paysera = new Paysera();
    const start = processes(paysera);
    const [first, second] = [start(slow(50_000)), start()];
    const charged = first.charge(CHARGE, LONG);
    await vi.advanceTimersByTimeAsync(1_000);
    const error = await incomplete(second.charge(CHARGE, { timeout: 5_000 }));
    expect([error.outcome, error.cause]).toMatchObject(['unknown', { name: 'TimeoutError' }]);
    expect(second.requests).toEqual([]);
    expect((await passing(charged)).status).toBe('captured');
    expect((await passing(second.charge(CHARGE, LONG))).status).toBe('captured');
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('is left alone for as long as a lost step of it may be under way', async () => {
    const paysera = new Paysera();
    const start = processes(paysera);
    let answer: () => void = () => {};
    const lost: Between = (name, ask) => {
      if (name !== AUTHORIZE) return undefined;
      answer = () => void ask();
      return Promise.resolve(Response.json({ error: 'gateway_timeout' }, { status: 504 }));
    };
    const first = start(lost);
    expect((await incomplete(first.charge(CHARGE, { timeout: 3_000 }))).outcome).toBe('unknown');
    const second = start();
    const charged = second.charge(CHARGE, LONG);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(second.count(CREATE)).toBe(0);
    answer();
    expect((await passing(charged)).status).toBe('captured');
    expect(paysera.charged).toEqual(['SUB-1']);
    expect(paysera.requests.all.map(({ status }) => status)).toEqual(['captured']);
  });

  test('and is refused is not charged, and free for the next process at once', async () => {
    const paysera = new Paysera();
    const start = processes(paysera);
    await vi.advanceTimersByTimeAsync(1_000_000);
    const first = start(answeringFirst(AUTHORIZE, 1, () => refuse(400)));
    const error = await incomplete(first.charge(CHARGE, LONG));
    expect([error.outcome, error.resume.settledAt]).toEqual(['not-charged', undefined]);
    const began = performance.now();
    expect((await passing(start().charge(CHARGE, LONG))).status).toBe('captured');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('is not reported as not charged by one that could not wait for it, however long it takes', async () => {
    const paysera = new Paysera();
    const start = processes(paysera);
    const creating: Between = (name, ask) =>
      name === CREATE ? new Promise((resolve) => setTimeout(() => resolve(ask()), 50_000)) : undefined;
    const charged = start(creating).charge(CHARGE, LONG);
    await vi.advanceTimersByTimeAsync(1_000);
    const error = await incomplete(start().charge(CHARGE, { timeout: 5_000 }));
    const found = await passing(error.resolve({ timeout: 200_000 }));
    expect(found).toMatchObject({ outcome: 'happened', value: { status: 'captured' } });
    expect((await passing(charged)).status).toBe('captured');
  });

  test.each([0, 1])(
    'is unknown to one whose time is over when the store gives up, after %i refusals',
    async (refusals) => {
      const paysera = new Paysera();
      await vi.advanceTimersByTimeAsync(1_000_000);
      const { claims } = memoryState();
      let isAway = false;
      const claim: Claims['claim'] = (...wanted) => (isAway ? new Promise(() => {}) : claims.claim(...wanted));
      const start = processes(paysera, { ...claims, claim });
      const first = start(answeringFirst(AUTHORIZE, refusals, () => refuse(400)));
      if (refusals > 0) expect((await incomplete(first.charge(CHARGE, LONG))).outcome).toBe('not-charged');
      await passing(start().charge(CHARGE, LONG));
      isAway = true;
      const error = await incomplete(first.charge(CHARGE, { timeout: 1_500 }));
      expect([error.outcome, error.cause]).toMatchObject(['unknown', { name: 'TimeoutError' }]);
    },
  );

  test.each([
    [60_000, 'not-charged'],
    [100_000, 'unknown'],
  ])(
    'by a process that is suspended for %i ms before it authorizes is %s, since others may take it over after a while',
    async (ms, outcome) => {
      const suspend = (event: PayseraEvent) => {
        if (event.type === 'call:end' && event.operation === 'createPaymentRequest') vi.advanceTimersByTime(ms);
      };
      const { claims } = memoryState();
      const { charge } = processOf(new Paysera(), undefined, GRACE, { state: { claims }, onEvent: suspend });
      const error = await incomplete(charge(CHARGE, { timeout: 50_000 }));
      expect([error.outcome, error.cause]).toMatchObject([outcome, { name: 'TimeoutError' }]);
    },
  );

  test('is taken over when its process has died, after its lease', async () => {
    const paysera = new Paysera();
    const { claims } = memoryState();
    // It died with the claim.
    const dead: Claims = { claim: (key, _, ms) => claims.claim(key, 'dead', ms), release: async () => {} };
    let hasDied = false;
    const dying: Claims = { ...dead, claim: async (...claim) => hasDied || dead.claim(...claim) };
    const died = processes(paysera, dying)((name) => (name === AUTHORIZE ? new Promise(() => {}) : undefined));
    died.charge(CHARGE, LONG).catch(() => {});
    await vi.advanceTimersByTimeAsync(1_000);
    hasDied = true;
    const second = processes(paysera, claims)();
    const charged = second.charge(CHARGE, LONG);
    await vi.advanceTimersByTimeAsync(GRACE);
    expect(second.requests).toEqual([]);
    expect((await passing(charged)).status).toBe('captured');
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test.each<[string, () => Promise<never>]>([
    ['refuses', () => Promise.reject(new Error('away'))],
    ['hangs', () => new Promise(() => {})],
  ])('goes on while the store %s', async (_, away) => {
    const paysera = new Paysera();
    const { charge } = processes(paysera, { claim: away, release: away })();
    expect((await passing(charge(CHARGE))).status).toBe('captured');
  });
});

test('charges with different keys do not wait for each other', async () => {
  const start = processes(new Paysera());
  const slowly = start(slow(50_000)).charge(CHARGE, LONG);
  const other = { ...CHARGE, order_id: 'SUB-2', unique_identifier: 'another' };
  const began = performance.now();
  await passing(start().charge(other));
  expect(performance.now() - began).toBeLessThan(5_000);
  await passing(slowly);
});
