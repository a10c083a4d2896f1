import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answering,
  CAPTURE,
  CREATE,
  incomplete,
  LONG,
  passing,
  payseraWith,
  processOf,
  READ,
  settled,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, KEYLESS } from '../../../support/model/wanted.ts';

fakeTimers();

const GRACE = 60_000;
const declined = (status = 409) => Response.json({ error: 'invalid_state' }, { status });
const declinedAfter = (ms: number) => new Promise<Response>((resolve) => setTimeout(() => resolve(declined()), ms));

describe('an authorization that is refused for its state, which has not changed', () => {
  test.each([409, 400])(
    'was not charged when nothing of it can be in flight: resolve() says so at once (%i)',
    async (status) => {
      for (const charge of [CHARGE, KEYLESS]) {
        const process = processOf(new Paysera(), answering({ [AUTHORIZE]: () => declined(status) }), GRACE);
        const error = await incomplete(process.charge(charge));
        expect(error).toMatchObject({
          outcome: 'not-charged',
          cause: { status, operation: 'authorizePaymentRequest' },
        });
        expect(error.resume.settledAt).toBeUndefined();
        expect(process.requests).toEqual([CREATE, AUTHORIZE, READ]);
        process.requests.length = 0;
        const began = performance.now();
        expect(await error.resolve()).toEqual({ outcome: 'did-not-happen' });
        expect([process.requests, performance.now() - began]).toEqual([[READ], 0]);
      }
    },
  );

  test('can be resumed at once, and is then charged', async () => {
    const paysera = new Paysera();
    let declines = 1;
    const between = answering({ [AUTHORIZE]: (ask) => (declines-- > 0 ? declined() : ask()) });
    const { charge, requests } = processOf(paysera, between, GRACE);
    const { resume } = await incomplete(charge(CHARGE));
    requests.length = 0;
    await expect(passing(charge({ resume }))).resolves.toMatchObject({ status: 'captured' });
    expect([requests, paysera.charged]).toEqual([[READ, AUTHORIZE], ['SUB-1']]);
  });

  test('is unknown when the payment request is resumed: another process may be authorizing it', async () => {
    const between = answering({ [AUTHORIZE]: () => declined() });
    const { charge, requests } = processOf(payseraWith(), between, GRACE);
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error.outcome).toBe('unknown');
    expect(requests).toEqual([READ, AUTHORIZE, READ]);
  });

  test('is unknown when an earlier call created the payment request, and may have passed it on', async () => {
    const { charge } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => declined() }), GRACE);
    const { resume } = await incomplete(charge(CHARGE));
    expect((await incomplete(charge({ resume }))).outcome).toBe('unknown');
  });

  test.each([
    ['not-charged', GRACE - 1],
    ['unknown', GRACE],
  ] as const)(
    'is %s %i ms after its creation: whoever finds the request by its key authorizes it after the grace period',
    async (outcome, ms) => {
      const { charge } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => declinedAfter(ms) }), GRACE);
      expect((await incomplete(charge(CHARGE, LONG))).outcome).toBe(outcome);
    },
  );

  test('counts from when the creation was sent, not from its response', async () => {
    const between = answering({
      [CREATE]: (ask) => new Promise((resolve) => setTimeout(() => resolve(ask()), GRACE / 2)),
      [AUTHORIZE]: () => declinedAfter(GRACE / 2),
    });
    const { charge } = processOf(new Paysera(), between, GRACE);
    expect((await incomplete(charge(CHARGE, LONG))).outcome).toBe('unknown');
  });

  test('is unknown after an authorization that was lost', async () => {
    const paysera = new Paysera();
    let sent = 0;
    const lost = () => Response.json({}, { status: 504 });
    const { charge } = processOf(
      paysera,
      answering({ [AUTHORIZE]: () => (sent++ === 0 ? lost() : declined()) }),
      GRACE,
    );
    const error = await incomplete(charge(CHARGE, LONG));
    expect([error.outcome, sent]).toEqual(['unknown', 2]);
  });
});

test('a capture that is refused for its state is unknown: Paysera may be capturing it by itself', async () => {
  const { charge } = processOf(new Paysera({ steps: 'two' }), answering({ [CAPTURE]: () => declined() }), GRACE);
  const error = await incomplete(charge(CHARGE));
  expect(error.outcome).toBe('unknown');
  expect(await passing(error.resolve(LONG))).toMatchObject({
    outcome: 'unknown',
    candidates: [{ status: 'authorized' }],
  });
});
