import '../../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Intent, type IntentStore, memoryIntents } from '../../../../src/index.ts';
import {
  AUTHORIZE,
  answering,
  answeringFirst,
  CREATE,
  incomplete,
  LONG,
  passing,
  payseraWith,
  processOf,
  READ,
  refuse,
  settled,
  timed,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE } from '../../../support/model/wanted.ts';
import { slowNetwork } from '../../../support/slow-network.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GRACE = 90_000;
const never = () => new Promise<never>(() => {});

/** A journal in which another process has a creation open, as soon as this one has stored its own. */
function withCreation(until: () => number) {
  const kept = memoryIntents();
  let other: Intent | undefined;
  const looks: number[] = [];
  const began = performance.now();
  const intents: IntentStore = {
    ...kept,
    pending(filter) {
      looks.push(performance.now() - began);
      return kept.pending(filter);
    },
    async save(intent) {
      await kept.save(intent);
      if (other || intent.operation !== 'createPaymentRequest') return;
      other = { ...intent, id: 'of another process', until: until() };
      await kept.save(other);
    },
  };
  const close = async () => {
    if (other) await kept.save({ ...other, state: 'happened' });
  };
  return { intents, close, looks };
}

describe('of two processes that share a journal, and charge one key', () => {
  test('the one that creates goes on with what the other began to authorize after it had looked', async () => {
    const paysera = new Paysera();
    const kept = memoryIntents();
    const lost = answering({ [AUTHORIZE]: () => refuse(504) });
    await incomplete(processOf(paysera, lost, GRACE, { intents: kept }).charge(CHARGE, { timeout: 5000 }));
    let looks = 0;
    const intents: IntentStore = { ...kept, pending: async (filter) => (looks++ === 0 ? [] : kept.pending(filter)) };
    const other = processOf(paysera, undefined, GRACE, { intents });
    await expect(passing(other.charge(CHARGE, LONG))).resolves.toMatchObject({ status: 'captured', id: 'id-1' });
    expect(other.requests).not.toContain(CREATE);
    expect(paysera.requests.captures).toHaveLength(1);
  });

  test('the one that authorizes waits while the other may create, and asks Paysera nothing meanwhile', async () => {
    const { intents, close, looks } = withCreation(() => Date.now() + 60_000);
    const sent = timed(AUTHORIZE);
    const { charge, requests } = processOf(new Paysera(), sent.between, GRACE, { intents });
    const charging = charge(CHARGE, LONG);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(requests).toEqual([CREATE]);
    await close();
    await expect(passing(charging)).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
    expect(looks.slice(2), 'soon, then more rarely').toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500]);
  });

  test('the one that authorizes waits no longer than until a creation of a process that died is over', async () => {
    const { intents } = withCreation(() => Date.now() + 30_000);
    const sent = timed(AUTHORIZE);
    const { charge } = processOf(new Paysera(), sent.between, GRACE, { intents });
    await expect(passing(charge(CHARGE, LONG))).resolves.toMatchObject({ status: 'captured' });
    expect(sent.times[0]).toBeGreaterThanOrEqual(30_000 + GRACE);
    expect(sent.times[0]).toBeLessThan(30_000 + GRACE + 10_000);
  });

  test('the one that waited for a moment, and is refused, is not told that nothing was charged', async () => {
    const { intents, close } = withCreation(() => Date.now() + 60_000);
    const refused = answeringFirst(AUTHORIZE, 1, () => refuse(400));
    const { charge, requests } = processOf(new Paysera(), refused, GRACE, { intents });
    const charging = incomplete(charge(CHARGE));
    await vi.advanceTimersByTimeAsync(200);
    await close();
    expect(await charging).toMatchObject({ outcome: 'unknown', cause: { status: 400 } });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('the one that waited until its time was over is told unknown, and holds up nobody', async () => {
    const { intents, close } = withCreation(() => Date.now() + 60_000);
    const saving = vi.spyOn(intents, 'save');
    const { recurring, requests } = processOf(new Paysera(), undefined, GRACE, { intents });
    const error = await incomplete(recurring.charge(CHARGE, { timeout: 5000 }));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'TimeoutError' } });
    expect(requests).toEqual([CREATE]);
    expect(saving).toHaveBeenLastCalledWith(
      expect.objectContaining({ operation: 'authorizePaymentRequest', state: 'did-not-happen' }),
    );
    await close();
    expect(await recurring.intents.pending()).toEqual([]);
  });

  test('the one whose creation went through leaves a creation of the other open', async () => {
    const { intents } = withCreation(() => Date.now() + 60_000);
    const { recurring } = processOf(new Paysera(), undefined, GRACE, { intents });
    await incomplete(recurring.charge(CHARGE, { timeout: 5000 }));
    expect(await recurring.intents.pending()).toMatchObject([{ id: 'of another process' }]);
  });

  test('neither is in its own way: a creation that was lost is repeated, and then authorized at once', async () => {
    const kept = memoryIntents();
    // An outcome is never stored.
    const intents: IntentStore = {
      ...kept,
      save: (intent) => (intent.state === 'sent' ? kept.save(intent) : new Promise(() => {})),
    };
    const lost = answeringFirst(CREATE, 3, () => refuse(502));
    const { charge } = processOf(new Paysera(), lost, GRACE, { intents });
    await expect(passing(charge(CHARGE, { timeout: 5000 }))).resolves.toMatchObject({ status: 'captured' });
  });

  test.each([
    ['its own, which was lost', 'lost'],
    ['of a process that died, which is over', 'over'],
  ])('a creation that goes through settles an earlier one: %s', async (_, earlier) => {
    const kept = memoryIntents();
    const paysera = new Paysera();
    if (earlier === 'over') {
      const died = processOf(paysera, answering({ [CREATE]: () => refuse(502) }), GRACE, { intents: kept });
      await incomplete(died.charge(CHARGE, { timeout: 5000 }));
      expect(await died.recurring.intents.pending()).not.toEqual([]);
      await vi.advanceTimersByTimeAsync(5000 + GRACE);
    }
    const lost = answeringFirst(CREATE, earlier === 'lost' ? 3 : 0, () => refuse(502));
    const { recurring } = processOf(paysera, lost, earlier === 'lost' ? GRACE : 0, { intents: kept });
    await passing(recurring.charge(CHARGE, LONG));
    expect(await recurring.intents.pending()).toEqual([]);
  });

  describe('the one that continues what the other has authorized, whose response was lost,', () => {
    /** The other one, as it ended. Its authorization takes effect after 55 s. */
    async function lost(intents: IntentStore) {
      const paysera = new Paysera();
      const { charge } = processOf(paysera, slowNetwork(55_000, 409), GRACE, { intents });
      const { resume } = await incomplete(charge(CHARGE, { timeout: 5000 }));
      const { uniqueIdentifier, paymentRequestId } = resume;
      // Of a process that knows nothing of that step.
      return { paysera, resume: { uniqueIdentifier, paymentRequestId, settledAt: Date.now() - 1 } };
    }

    test('does not authorize it again, and returns its capture', async () => {
      const intents = memoryIntents();
      const { paysera, resume } = await lost(intents);
      const { charge, count } = processOf(paysera, undefined, GRACE, { intents });
      await expect(passing(charge({ ...CHARGE, resume }, LONG))).resolves.toMatchObject({ status: 'captured' });
      expect([count(AUTHORIZE), paysera.requests.captures.length]).toEqual([0, 1]);
    });

    test('is told by resolve() that it is unknown, until that may no longer take effect', async () => {
      const kept = memoryIntents();
      const { paysera, resume } = await lost(kept);
      let isDown = true;
      const intents: IntentStore = { ...kept, pending: (filter) => (isDown ? never() : kept.pending(filter)) };
      const { charge } = processOf(paysera, undefined, GRACE, { intents });
      const error = await incomplete(charge({ ...CHARGE, resume }, { timeout: 5000 }));
      isDown = false;
      expect(await passing(error.resolve({ timeout: 10_000 }))).toMatchObject({ outcome: 'unknown' });
      expect(await passing(error.resolve({ timeout: 200_000 }))).toMatchObject({ outcome: 'happened' });
    });

    test('is not told that it did not happen while the journal is away, and is told that it did', async () => {
      const kept = memoryIntents();
      const { paysera, resume } = await lost(kept);
      const intents: IntentStore = { ...kept, pending: () => Promise.reject(new Error('the store is down')) };
      const { charge } = processOf(paysera, undefined, GRACE, { intents });
      const error = await incomplete(charge({ ...CHARGE, resume }, { timeout: 5000 }));
      expect(await passing(error.resolve({ timeout: 10_000 }))).toMatchObject({
        outcome: 'unknown',
        cause: { cause: { message: 'the store is down' } },
      });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await passing(error.resolve({ timeout: 10_000 }))).toMatchObject({ outcome: 'happened' });
    });
  });

  test('the one that has nothing to charge any more is told unknown when it goes on without its journal', async () => {
    const kept = memoryIntents();
    let isDown = false;
    const intents: IntentStore = {
      ...kept,
      pending: (filter) => (isDown ? Promise.reject(new Error('the store is down')) : kept.pending(filter)),
    };
    const { charge } = processOf(payseraWith({ status: 'canceled' }), undefined, GRACE, { intents });
    const input = { ...CHARGE, resume: settled() };
    expect((await incomplete(charge(input, LONG))).outcome).toBe('not-charged');
    isDown = true;
    expect((await incomplete(charge(input, LONG))).outcome, 'another process may have charged the key since').toBe(
      'unknown',
    );
  });

  test('the one that cannot read its journal is told unknown of a key that others know', async () => {
    const intents: IntentStore = { ...memoryIntents(), pending: () => Promise.reject(new Error('the store is down')) };
    const { charge, requests } = processOf(new Paysera(), undefined, GRACE, { intents });
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
    expect(requests).toEqual([]);
  });

  test('the one that gave up early waits for its own step no longer than that may be under way', async () => {
    const aborting = new AbortController();
    const { charge } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(504) }), GRACE, {
      intents: memoryIntents(),
    });
    setTimeout(() => aborting.abort(), 1000);
    const error = await incomplete(charge(CHARGE, { timeout: 600_000, signal: aborting.signal }));
    const began = performance.now();
    expect(await passing(error.resolve({ timeout: 900_000 }))).toEqual({ outcome: 'did-not-happen' });
    expect(performance.now() - began).toBeLessThan(GRACE + 10_000);
  });

  describe('resolve() does not deny a charge while the journal has a step of another process that may be under way,', () => {
    /** A journal in which another process authorizes as well, as soon as this one has stored its own. */
    function withAuthorization(): IntentStore {
      const kept = memoryIntents();
      return {
        ...kept,
        async save(intent) {
          await kept.save(intent);
          if (intent.operation !== 'authorizePaymentRequest') return;
          await kept.save({ ...intent, state: 'sent', id: 'of another process', until: Date.now() + 60_000 });
        },
      };
    }

    test('though nothing of its own is under way any more', async () => {
      const lost = answering({ [AUTHORIZE]: () => refuse(504) });
      const { charge } = processOf(new Paysera(), lost, GRACE, { intents: withAuthorization() });
      const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
      expect(await passing(error.resolve({ timeout: 120_000 }))).toMatchObject({ outcome: 'unknown' });
      expect(await passing(error.resolve({ timeout: 120_000 }))).toEqual({ outcome: 'did-not-happen' });
    });

    test('though its payment request is canceled, and no other one has its key', async () => {
      const paysera = new Paysera();
      const declined = answering({ [AUTHORIZE]: () => refuse(400) });
      const { charge, recurring } = processOf(paysera, declined, GRACE, { intents: withAuthorization() });
      const error = await incomplete(charge(CHARGE));
      await passing(recurring.paymentRequests.cancel(error.resume.paymentRequestId ?? ''));
      expect(await passing(error.resolve({ timeout: 60_000 }))).toMatchObject({ outcome: 'unknown' });
    });
  });

  test('resolve() asks the journal before the look that denies a charge, and once', async () => {
    const kept = memoryIntents();
    const pending = vi.fn(kept.pending);
    const { charge, requests } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(400) }), GRACE, {
      intents: { ...kept, pending },
    });
    const error = await incomplete(charge(CHARGE));
    pending.mockClear();
    requests.length = 0;
    expect(await passing(error.resolve())).toEqual({ outcome: 'did-not-happen' });
    expect([pending.mock.calls.length, requests]).toEqual([1, [READ, READ]]);
  });

  test('whoever is declined is told so, with a journal too', async () => {
    const { charge } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(400) }), GRACE, {
      intents: memoryIntents(),
    });
    expect(await incomplete(charge(CHARGE))).toMatchObject({ outcome: 'not-charged', cause: { status: 400 } });
  });
});
