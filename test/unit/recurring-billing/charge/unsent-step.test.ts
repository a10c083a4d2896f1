import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { type Claims, memoryIntents, memoryState, type RecurringBillingOptions } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  type Between,
  CREATE,
  incomplete,
  passing,
  processOf,
  READ,
  refuse,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE } from '../../../support/model/wanted.ts';

fakeTimers();

const { unique_identifier, ...WITHOUT_KEY } = CHARGE;
const PATIENCE = 30_000;

const isDown: Claims = {
  claim: () => Promise.reject(new Error('the store is down')),
  release: () => Promise.reject(new Error('the store is down')),
};

const limited: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(429)) : undefined);

/** A journal that has no answer when an authorization is to be noted. */
function stalled() {
  const store = memoryIntents();
  const save: typeof store.save = (intent) =>
    intent.operation === 'authorizePaymentRequest' ? new Promise(() => {}) : store.save(intent);
  return { ...store, save };
}

type Way = readonly [how: string, between: Between | undefined, options: () => RecurringBillingOptions];

const WAYS: readonly Way[] = [
  ['that the rate limit refused', limited, () => ({})],
  ['whose journal did not answer', undefined, () => ({ intents: stalled() })],
];

describe.each(WAYS)('an authorization that was never processed, %s,', (_, between, options) => {
  const charge = (given: typeof WITHOUT_KEY | typeof CHARGE, more: RecurringBillingOptions = {}) =>
    processOf(new Paysera(), between, 90_000, { ...options(), ...more }).charge(given, { timeout: PATIENCE });

  test('has charged nothing when nobody else knows the key', async () => {
    expect((await incomplete(charge(WITHOUT_KEY))).outcome).toBe('not-charged');
  });

  test('has charged nothing while the others are kept from the key', async () => {
    const { claims } = memoryState();
    expect((await incomplete(charge(CHARGE, { state: { claims } }))).outcome).toBe('not-charged');
  });

  test.each([
    ['without claims', {}],
    ['with claims whose store is down', { state: { claims: isDown } }],
  ])('is unknown where another process may have charged the key meanwhile, %s', async (_, more) => {
    expect((await incomplete(charge(CHARGE, more))).outcome).toBe('unknown');
  });
});

test('an authorization that is refused at once has charged nothing, without another look', async () => {
  await vi.advanceTimersByTimeAsync(10_000);
  const declined: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(400)) : undefined);
  const { charge, requests } = processOf(new Paysera(), declined);
  expect((await incomplete(charge(CHARGE))).outcome).toBe('not-charged');
  expect(requests).toEqual([CREATE, AUTHORIZE]);
});

describe('an authorization that was refused long after its payment request was seen', () => {
  const declinedLate: Between = (name) =>
    name === AUTHORIZE ? new Promise((resolve) => setTimeout(() => resolve(refuse(400)), 5_000)) : undefined;

  test('has charged nothing, as another look shows', async () => {
    const { charge, requests } = processOf(new Paysera(), declinedLate);
    const error = await incomplete(charge(CHARGE));
    expect([error.outcome, error.cause]).toMatchObject(['not-charged', { status: 400 }]);
    expect(requests).toEqual([CREATE, AUTHORIZE, READ]);
  });

  test('is unknown when that look is lost, with the refusal as its cause', async () => {
    const lost: Between = (name, ask) => (name === READ ? Promise.resolve(refuse(503)) : declinedLate(name, ask));
    const error = await incomplete(processOf(new Paysera(), lost).charge(CHARGE));
    expect([error.outcome, error.cause]).toMatchObject(['unknown', { status: 400 }]);
  });

  test('does not hide that another process has charged the key meanwhile', async () => {
    const paysera = new Paysera();
    const charging = processOf(paysera, declinedLate).charge(CHARGE);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await passing(processOf(paysera).charge(CHARGE))).status).toBe('captured');
    expect((await passing(charging)).status).toBe('captured');
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('is not looked at again when nobody else knows the key', async () => {
    const { charge, requests } = processOf(new Paysera(), declinedLate, 90_000);
    expect((await incomplete(charge(WITHOUT_KEY))).outcome).toBe('not-charged');
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });
});

test('a charge that another process made while this one waited for its journal is not reported as not charged', async () => {
  const paysera = new Paysera();
  const waiting = incomplete(
    processOf(paysera, undefined, 90_000, { intents: stalled() }).charge(CHARGE, { timeout: PATIENCE }),
  );
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await passing(processOf(paysera).charge(CHARGE))).status).toBe('captured');
  const error = await waiting;
  expect(error.outcome).toBe('unknown');
  expect(await passing(error.resolve())).toMatchObject({ outcome: 'happened', value: { status: 'captured' } });
  expect(paysera.charged).toEqual(['SUB-1']);
});
