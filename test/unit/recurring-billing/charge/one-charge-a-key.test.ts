import '../../../support/loaded.ts';
import { describe, expect, test, vi } from 'vitest';
// Loaded when they are first needed, which would take no time of the clock of these tests.
import { createRecurringBilling, isChargeIncompleteError, memoryIntents } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  type Between,
  CREATE,
  incomplete,
  passing,
  processOf,
  refuse,
} from '../../../support/model/charging.ts';
import { memoryFetch } from '../../../support/model/memory.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import type { StoredRequest } from '../../../support/model/requests.ts';
import { CHARGE, KEY, RECURRING } from '../../../support/model/wanted.ts';
import { slowNetwork } from '../../../support/slow-network.ts';

fakeTimers();

describe('one charge per key', () => {
  test('is not begun with a timeout that is none, which the error says of the charge', async () => {
    const { charge } = createRecurringBilling({ ...RECURRING, fetch: memoryFetch(new Paysera()) });
    await expect(charge(CHARGE, { timeout: Number.NaN })).rejects.toThrow(/^charge: timeout is NaN/);
  });

  test('is shared by simultaneous callers of one client', async () => {
    const paysera = new Paysera();
    const { charge, requests } = processOf(paysera);
    const [one, other] = await passing(Promise.all([charge(CHARGE), charge(CHARGE)]));
    expect(other).toBe(one);
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('continues for other callers when the one that started it gives up', async () => {
    const paysera = new Paysera();
    const giveUp = new AbortController();
    let first = true;
    const { charge } = processOf(paysera, (name, ask) => {
      if (name !== AUTHORIZE || !first) return undefined;
      first = false;
      giveUp.abort();
      return ask();
    });
    const one = incomplete(charge(CHARGE, { signal: giveUp.signal }));
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect((await one).outcome).toBe('unknown');
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('is captured once by two processes, and both learn of it', async () => {
    const paysera = new Paysera();
    const second = processOf(paysera);
    const told: Promise<StoredRequest>[] = [];
    const first = processOf(paysera, (name, ask) => {
      if (name !== AUTHORIZE || told.length > 0) return undefined;
      told.push(second.charge(CHARGE) as unknown as Promise<StoredRequest>);
      return Promise.all(told).then(ask);
    });
    const captured = await passing(first.charge(CHARGE));
    expect(captured).toMatchObject({ status: 'captured', id: (await told[0])?.id });
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('in two processes: the second waits for the outcome while the first is still at work', async () => {
    const paysera = new Paysera();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const second = processOf(paysera, (name, ask) => (name === AUTHORIZE ? finished.then(ask) : undefined));
    let charging: Promise<unknown> | undefined;
    const first = processOf(
      paysera,
      (name, ask) => {
        if (name !== AUTHORIZE || charging) return undefined;
        charging = second.charge(CHARGE);
        // The other has created its request, and cancelled this one by it.
        return new Promise((resolve) => setTimeout(resolve, 20)).then(ask);
      },
      60_000,
    );
    const error = await incomplete(first.charge(CHARGE, { timeout: 5000 }));
    expect(error.outcome).toBe('unknown');
    finish();
    await passing(Promise.resolve(charging));
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'happened', value: { status: 'captured' } });
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('is not created again while its authorization is in flight', async () => {
    const paysera = new Paysera();
    const { charge, count } = processOf(paysera, slowNetwork(60_000, 409), 90_000);
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(error.outcome).toBe('unknown');
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect([count(CREATE), count(AUTHORIZE)]).toEqual([1, 1]);
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test.each([409, 400])(
    'survives a lost authorization that outlasts the grace period, and is refused with %i when sent again',
    async (refusal) => {
      const paysera = new Paysera();
      // A card network slower than the grace period foresees, where Paysera says that it is at work.
      const { charge } = processOf(paysera, slowNetwork(60_000, refusal), refusal === 409 ? 12_000 : 90_000);
      const told = await passing(charge(CHARGE).catch((error: unknown) => error));
      if (isChargeIncompleteError(told)) {
        expect(told.outcome, 'it is captured a moment later').toBe('unknown');
        await vi.advanceTimersByTimeAsync(60_000);
        expect(await passing(told.resolve())).toMatchObject({ outcome: 'happened' });
      } else expect(told).toMatchObject({ status: 'captured' });
      expect(paysera.charged).toEqual(['SUB-1']);
    },
  );

  test('is found after 450 newer requests, in pages of 200', async () => {
    const paysera = new Paysera();
    const first = await passing(processOf(paysera).charge(CHARGE));
    for (let i = 0; i < 450; i++)
      paysera.requests.add({
        id: `n-${i}`,
        order_id: `N-${i}`,
        unique_identifier: `n-${i}`,
        price: CHARGE.price,
        status: 'new',
      });
    const pages: string[] = [];
    const plain = memoryFetch(paysera);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { pathname, search } = new URL(String(input));
      if (init?.method === 'GET' && pathname.endsWith('/payment-requests')) pages.push(search);
      return plain(input, init);
    };
    const recurring = createRecurringBilling({ ...RECURRING, fetch });
    await expect(passing(recurring.charge(CHARGE))).resolves.toMatchObject({ id: first.id, status: 'captured' });
    expect(pages).toHaveLength(3);
    expect(pages[0]).toBe('?order_direction=desc&limit=200');
  });

  test('is not reported as taken at another price, neither in memory nor at Paysera', async () => {
    const paysera = new Paysera();
    const decline: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(504)) : undefined);
    const more = { ...CHARGE, price: { amount: 1999, currency: 'EUR' } };
    const { charge } = processOf(paysera, decline, 60_000);
    await incomplete(charge(CHARGE, { timeout: 5000 }));
    await expect(charge(more)).rejects.toMatchObject({ name: 'ConfigurationError' });
    await passing(processOf(paysera).charge(CHARGE));
    const error = await incomplete(processOf(paysera).charge(more));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { code: 'terms_differ' } });
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'unknown', candidates: [{ status: 'captured' }] });
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('that is read back from JSON without an id is not reported as uncharged before Paysera has responded', async () => {
    const { charge } = processOf(new Paysera(), (name) => (name === CREATE ? Promise.resolve(refuse(400)) : undefined));
    const error = await incomplete(
      charge({ ...CHARGE, resume: { uniqueIdentifier: KEY, paymentRequestId: undefined } }),
    );
    expect(error.outcome).toBe('unknown');
  });

  test('goes on with the authorization that its journal knows of, after a restart', async () => {
    const paysera = new Paysera();
    const intents = memoryIntents();
    const start = (between: Between) => {
      const plain = memoryFetch(paysera);
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const path = new URL(String(input)).pathname.replace('/checkout/rest/v1/payment-requests', '');
        const ask = () => plain(input, init);
        return (await between(`${init?.method} ${path.replace(/^\/id-\d+/, '/{id}')}`, ask)) ?? ask();
      };
      return createRecurringBilling({ ...RECURRING, retry: { backoff: 0, gracePeriod: 90_000 }, fetch, intents });
    };
    await incomplete(start(slowNetwork(60_000, 409)).charge(CHARGE, { timeout: 5000 }));
    const created: string[] = [];
    const restarted = start((name) => {
      if (name === CREATE) created.push(name);
      return undefined;
    });
    await expect(passing(restarted.charge(CHARGE, { timeout: 200_000 }))).resolves.toMatchObject({
      status: 'captured',
    });
    expect([created, paysera.charged]).toEqual([[], ['SUB-1']]);
  });

  test('is never contradicted by a message that advises charging without the key', async () => {
    const messages: string[] = [];
    for (const [gracePeriod, status] of [
      [0, 400],
      [0, 409],
      [60_000, 504],
    ] as const) {
      const paysera = new Paysera();
      const decline: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(status)) : undefined);
      const { charge } = processOf(paysera, decline, gracePeriod);
      const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
      for (const request of paysera.requests.all) request.status = 'canceled';
      const again = await incomplete(charge({ resume: error.resume }, { timeout: 5000 }));
      messages.push(error.message, again.message);
    }
    for (const message of messages) expect(message).not.toMatch(/anew|new key|key of its own|without (a|the|its) key/i);
  });
});
