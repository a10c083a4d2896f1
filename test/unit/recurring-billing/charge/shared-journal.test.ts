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
  processOf,
  refuse,
  timed,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE } from '../../../support/model/wanted.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GRACE = 90_000;

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

  test('whoever is declined is told so, with a journal too', async () => {
    const { charge } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(400) }), GRACE, {
      intents: memoryIntents(),
    });
    expect(await incomplete(charge(CHARGE))).toMatchObject({ outcome: 'not-charged', cause: { status: 400 } });
  });
});
