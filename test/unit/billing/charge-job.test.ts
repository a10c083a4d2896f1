import '../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
import { type ChargeJobOptions, type ChargeResult, chargeJob } from '../../../src/billing/index.ts';
import { isPayseraError, nextStep } from '../../../src/index.ts';
import { fakeTimers } from '../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answering,
  type Between,
  CAPTURE,
  CREATE,
  incomplete,
  passing,
  payseraWith,
  processOf,
  READ,
  settled,
} from '../../support/model/charging.ts';
import { Paysera } from '../../support/model/paysera.ts';
import { KEY, KEYLESS } from '../../support/model/wanted.ts';

fakeTimers();

const GRACE = 60_000;

function jobOf(
  between?: Between,
  { paysera = new Paysera(), ...more }: Partial<ChargeJobOptions> & { paysera?: Paysera } = {},
) {
  const { recurring, requests } = processOf(paysera, between, GRACE);
  return { paysera, requests, charge: chargeJob(recurring, { keyOf: () => KEY, ...more }) };
}

const refusing = (status: number, error: string) =>
  answering({ [AUTHORIZE]: () => Response.json({ error }, { status }) });
const lost = () => Response.json({}, { status: 504 });
/** As the data of a job come back from their queue. */
const kept = (result: ChargeResult) =>
  'resume' in result ? (JSON.parse(JSON.stringify(result.resume)) as typeof result.resume) : undefined;

describe('a due charge', () => {
  test('is charged under the key of keyOf, and a second run finds it charged', async () => {
    const { charge, paysera, requests } = jobOf(undefined, { keyOf: ({ order_id }) => `${order_id}:2026-12` });
    const first = await passing(charge(KEYLESS));
    expect(first).toMatchObject({ outcome: 'charged', key: 'SUB-1:2026-12', paymentRequest: { status: 'captured' } });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
    expect(paysera.requests.all).toMatchObject([{ unique_identifier: 'SUB-1:2026-12' }]);
    const again = chargeJob(processOf(paysera).recurring, { keyOf: () => 'SUB-1:2026-12' });
    expect(await passing(again(KEYLESS))).toMatchObject({ outcome: 'charged' });
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test.each([
    [409, 'invalid_state', true],
    [402, 'card_declined', true],
    [400, 'invalid_parameters', false],
  ])('is declined when its token is refused with %i %s', async (status, reason, again) => {
    const { charge, paysera } = jobOf(refusing(status, reason));
    expect(await passing(charge(KEYLESS))).toEqual({ outcome: 'declined', key: KEY, reason, again });
    expect(paysera.charged).toEqual([]);
  });

  test('has to wait after the rate limit, for as long as Paysera says', async () => {
    const limited = () => Response.json({ error: 'x' }, { status: 429, headers: { 'retry-after': '900' } });
    const { charge } = jobOf(answering({ [CREATE]: limited }));
    expect(await passing(charge(KEYLESS))).toMatchObject({ outcome: 'later', after: 900_000, key: KEY });
  });

  test('has to wait for `pause` when nothing was sent and Paysera names no time', async () => {
    const signal = AbortSignal.abort();
    const { charge, requests } = jobOf();
    expect(await passing(charge(KEYLESS, { signal }))).toMatchObject({ outcome: 'later', after: 60_000 });
    const soon = jobOf(undefined, { pause: 5 });
    expect(await passing(soon.charge(KEYLESS, { signal }))).toMatchObject({ outcome: 'later', after: 5 });
    expect(requests).toEqual([]);
  });

  test('is unknown when its creation is lost: an earlier run may have charged the key', async () => {
    const { charge } = jobOf(answering({ [CREATE]: lost }), { pause: 5 });
    expect(await passing(charge(KEYLESS))).toMatchObject({
      outcome: 'unknown',
      after: 5,
      error: { outcome: 'unknown' },
    });
  });
});

describe('an authorization whose response is lost', () => {
  test('is unknown until nothing can be in flight, and is then found charged by its resume', async () => {
    const between = answering({ [AUTHORIZE]: (ask) => ask().then(lost), [READ]: lost });
    const { charge, paysera } = jobOf(between);
    const result = await passing(charge(KEYLESS));
    expect(result).toMatchObject({ outcome: 'unknown', resume: { paymentRequestId: 'id-1', uniqueIdentifier: KEY } });
    if (result.outcome !== 'unknown') throw new Error('unreachable');
    expect(result.after).toBeGreaterThan(0);
    expect(result.after).toBeLessThanOrEqual(GRACE);
    await vi.advanceTimersByTimeAsync(result.after);
    const next = processOf(paysera, undefined, GRACE);
    const again = chargeJob(next.recurring, { keyOf: () => KEY });
    expect(await passing(again({ ...KEYLESS, resume: kept(result) }))).toMatchObject({ outcome: 'charged' });
    expect([next.requests, paysera.charged]).toEqual([[READ], ['SUB-1']]);
  });
});

describe('a token that is refused on a payment request of an earlier run', () => {
  const declining = refusing(409, 'invalid_state');

  test('is declined only when no other process can be charging it: the next run looks, and charges nothing', async () => {
    const paysera = payseraWith();
    const { charge, requests } = jobOf(declining, { paysera });
    const first = await passing(charge({ ...KEYLESS, resume: settled() }));
    expect(first).toMatchObject({ outcome: 'unknown', resume: { refused: 'invalid_state' } });
    requests.length = 0;
    const early = await passing(charge({ ...KEYLESS, resume: kept(first) }));
    expect([early, requests]).toEqual([{ ...first, error: undefined, after: expect.any(Number) }, []]);
    await vi.advanceTimersByTimeAsync(GRACE);
    const last = await passing(charge({ ...KEYLESS, resume: kept(early) }));
    expect(last).toEqual({ outcome: 'declined', key: KEY, reason: 'invalid_state', again: true });
    expect(requests).toEqual([READ]);
  });

  test('is charged when another process was charging it', async () => {
    const paysera = payseraWith();
    const { charge } = jobOf(declining, { paysera });
    const first = await passing(charge({ ...KEYLESS, resume: settled() }));
    await vi.advanceTimersByTimeAsync(GRACE);
    Object.assign(paysera.requests.all[0] ?? {}, { status: 'captured' });
    expect(await passing(charge({ ...KEYLESS, resume: kept(first) }))).toMatchObject({ outcome: 'charged' });
  });

  test('stays unknown while Paysera cannot be asked', async () => {
    const { charge } = jobOf(answering({ [READ]: lost }), { paysera: payseraWith() });
    const resume = { ...settled(), refused: 'invalid_state' };
    const result = await passing(charge({ ...KEYLESS, resume }));
    expect(result).toMatchObject({ outcome: 'unknown', after: 60_000, resume: { paymentRequestId: 'id-90' } });
    expect(kept(result)).toEqual({ ...resume, settledAt: undefined });
  });
});

describe('a run that is at fault itself rejects, before it blames a payer', () => {
  test.each([
    ['credentials that are refused', 401, AUTHORIZE, 'AuthenticationError', 'not-charged'],
    ['credentials that are refused at once', 401, CREATE, 'AuthenticationError', 'unknown'],
    ['an endpoint that is not enabled', 403, AUTHORIZE, 'PermissionError', 'not-charged'],
    ['a body that is refused', 400, CREATE, 'ValidationError', 'unknown'],
    ['a capture that is refused', 400, CAPTURE, 'ValidationError', 'not-charged'],
  ])('%s (%i)', async (_what, status, step, name, outcome) => {
    const paysera = new Paysera({ steps: step === CAPTURE ? 'two' : 'one' });
    const { charge } = jobOf(answering({ [step]: () => Response.json({ error: 'x' }, { status }) }), { paysera });
    const error = await incomplete(charge(KEYLESS));
    expect(error).toMatchObject({ outcome, cause: { name, status } });
    expect(isPayseraError(error.cause) && nextStep(error.cause)).toEqual({ do: 'fix' });
  });

  test.each([
    ['', /keyOf returned ""; expected text, what identifies the charge/],
    [undefined, /keyOf returned undefined; expected text/],
  ])('a key that names nothing: %j', async (key, message) => {
    const keyOf = () => key as string;
    const { charge, requests } = jobOf(undefined, { keyOf });
    await expect(charge(KEYLESS)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(message),
    });
    expect(requests).toEqual([]);
  });

  test('a resume of another charge', async () => {
    const { charge, requests } = jobOf();
    await expect(charge({ ...KEYLESS, resume: { uniqueIdentifier: 'SUB-2' } })).rejects.toThrow(
      'keyOf returned "SUB-1:2026-11"; expected "SUB-2", the key of `resume`',
    );
    expect(requests).toEqual([]);
  });

  test('no keyOf', () => {
    expect(() => chargeJob(processOf(new Paysera()).recurring, {} as ChargeJobOptions)).toThrow('keyOf is missing');
  });
});
