import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { fakeTimers } from '../../../support/fake-timers.ts';
import { AUTHORIZE, type Between, incomplete, passing, processOf, refuse } from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE } from '../../../support/model/wanted.ts';
import { slowNetwork } from '../../../support/slow-network.ts';

fakeTimers();

describe('an unknown charge', () => {
  test('reports what it found while it is too early to be certain, and resolve() ends by its timeout', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(paysera, slowNetwork(60_000, 409), 90_000);
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(await passing(error.resolve({ timeout: 3000 }))).toMatchObject({
      outcome: 'unknown',
      candidates: [{ status: 'new' }],
    });
    expect(await passing(error.resolve({ signal: AbortSignal.abort() }))).toMatchObject({ outcome: 'unknown' });
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'happened', value: { status: 'captured' } });
  });

  test('becomes certain when it is abandoned: its request is cancelled, and nothing can be charged', async () => {
    const paysera = new Paysera();
    const lost: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(504)) : undefined);
    const { charge } = processOf(paysera, lost, 90_000);
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(error.outcome).toBe('unknown');
    expect(await passing(error.cancel({ timeout: 120_000 }))).toEqual({ outcome: 'did-not-happen' });
    expect(paysera.requests.all).toMatchObject([{ status: 'canceled' }]);
  });

  test('that cannot be cancelled says why', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(
      paysera,
      (name) => {
        if (name === AUTHORIZE) return Promise.resolve(refuse(504));
        return name.endsWith('/cancel')
          ? Promise.resolve(Response.json({ error: 'not_found' }, { status: 404 }))
          : undefined;
      },
      60_000,
    );
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(await passing(error.cancel({ timeout: 5000 }))).toMatchObject({
      outcome: 'unknown',
      cause: { name: 'NotFoundError' },
    });
  });
});
