import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { type IntentStore, memoryIntents } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answering,
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
import { CHARGE, KEYLESS } from '../../../support/model/wanted.ts';

fakeTimers();

describe('a step that moves money', () => {
  test('and is lost is looked for soon, then more rarely, and once when it must be over', async () => {
    const { times, between } = timed(READ, answering({ [AUTHORIZE]: () => refuse(504) }));
    const { charge } = processOf(new Paysera(), between, 30_000);
    const error = await incomplete(charge(CHARGE, { timeout: 30_050 }));
    expect(times.slice(0, 8)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 30_000]);
    expect(error.outcome).toBe('unknown');
  });

  test('and is lost each time is made three times', async () => {
    const { charge, count } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(504) }));
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', operation: 'authorizePaymentRequest' });
    expect(count(AUTHORIZE)).toBe(3);
  });

  test('and is lost is what the charge ends with when its request cannot be read', async () => {
    const { charge } = processOf(
      new Paysera(),
      answering({ [AUTHORIZE]: () => refuse(504), [READ]: () => refuse(400) }),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error.cause).toMatchObject({ name: 'OutcomeUnknownError', operation: 'authorizePaymentRequest' });
  });

  test('ends with the failure to read its request where nothing of it was sent', async () => {
    const paysera = payseraWith();
    const resume = { ...settled(), settledAt: Date.now() + 10_000 };
    let reads = 0;
    const { charge } = processOf(
      paysera,
      (name) => (name === READ && reads++ > 0 ? Promise.resolve(refuse(400)) : undefined),
      60_000,
    );
    expect((await incomplete(charge({ ...CHARGE, resume }))).cause).toMatchObject({ status: 400 });
  });
});

describe('what the journal knows of a key', () => {
  const GRACE = 90_000;

  test('is a step that another process has sent: it is not sent again before that is over', async () => {
    const paysera = new Paysera();
    let ended = 0;
    const kept = memoryIntents();
    const intents: IntentStore = {
      ...kept,
      save: (intent) => {
        if (intent.operation === 'authorizePaymentRequest') ended = intent.until;
        return kept.save(intent);
      },
    };
    const lost = answering({ [AUTHORIZE]: () => refuse(504) });
    await incomplete(processOf(paysera, lost, GRACE, { intents }).charge(CHARGE, { timeout: 5000 }));
    const sent = timed(AUTHORIZE);
    const restarted = processOf(paysera, sent.between, GRACE, { intents });
    const left = ended + GRACE - Date.now();
    await expect(passing(restarted.charge(CHARGE, LONG))).resolves.toMatchObject({ status: 'captured' });
    expect(sent.times).toEqual([left]);
    expect(restarted.requests).not.toContain(CREATE);
  });

  test('leaves the outcome unknown while that step may be under way', async () => {
    const paysera = new Paysera();
    const intents = memoryIntents();
    const lost = answering({ [AUTHORIZE]: () => refuse(504) });
    await incomplete(processOf(paysera, lost, GRACE, { intents }).charge(CHARGE, { timeout: 5000 }));
    const unread = processOf(paysera, answering({ [READ]: () => refuse(400) }), GRACE, { intents });
    expect((await incomplete(unread.charge(CHARGE))).outcome).toBe('unknown');
    const soon = processOf(paysera, undefined, GRACE, { intents });
    const stopped = await incomplete(soon.charge(CHARGE, { timeout: 5000 }));
    expect(stopped.outcome).toBe('unknown');
    expect(stopped.resume.settledAt).toBeGreaterThan(Date.now());
    expect(await passing(stopped.resolve({ timeout: 1000 }))).toMatchObject({ outcome: 'unknown' });
    expect(soon.requests).not.toContain(AUTHORIZE);
  });

  test('is not a step when it is only a creation that was lost', async () => {
    const paysera = new Paysera();
    const intents = memoryIntents();
    await incomplete(processOf(paysera, answering({ [CREATE]: () => refuse(502) }), GRACE, { intents }).charge(CHARGE));
    const { charge, requests } = processOf(paysera, undefined, GRACE, { intents });
    await expect(passing(charge(CHARGE, LONG))).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('is read once before the first step, where the key may have been used, and once for each step', async () => {
    const keys: (string | undefined)[] = [];
    const kept = memoryIntents();
    const intents = {
      ...kept,
      pending: (filter: Parameters<typeof kept.pending>[0]) => {
        keys.push(filter.idempotencyKey);
        return kept.pending(filter);
      },
    };
    const { charge } = processOf(payseraWith(), undefined, 0, { intents });
    await passing(charge({ ...CHARGE, resume: settled() }));
    expect(keys, 'once before, and once by the authorization').toHaveLength(2);
    await passing(charge({ ...KEYLESS, order_id: 'SUB-2' }));
    expect(keys.slice(2), 'once a step').toHaveLength(2);
    await passing(charge({ ...CHARGE, unique_identifier: 'third' }));
    expect(keys.slice(4)).toEqual(['third', 'third', 'third']);
  });

  test('is not waited for longer than the charge may take', async () => {
    const intents = { ...memoryIntents(), pending: () => new Promise<never>(() => {}) };
    const { charge, requests } = processOf(new Paysera(), undefined, 0, { intents });
    const began = performance.now();
    const told = await passing(charge(CHARGE, { timeout: 5000 }).catch((error: unknown) => error));
    expect(told).toMatchObject({ message: expect.stringContaining('Nothing was sent') });
    expect(performance.now() - began).toBeLessThan(6000);
    const stopped = charge(CHARGE, { signal: AbortSignal.abort() }).catch((error: unknown) => error);
    expect(await passing(stopped)).toMatchObject({ cause: { name: 'AbortError' } });
    expect(requests).toEqual([]);
  });
});
