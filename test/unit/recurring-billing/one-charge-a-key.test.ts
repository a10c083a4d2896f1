import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
// Loaded when they are first needed, which would take no time of the clock of these tests.
import { createRecurringBilling, isChargeIncompleteError, memoryIntents } from '../../../src/index.ts';
import {
  AUTHORIZE,
  type Between,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  refuse,
} from '../../support/model/charging.ts';
import { memoryFetch } from '../../support/model/memory.ts';
import { Paysera, type StoredRequest } from '../../support/model/model.ts';
import { CHARGE, RECURRING } from '../../support/model/restarted.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const KEY = CHARGE.unique_identifier;

/** The answer with its price spelled otherwise, wherever one stands. */
async function inMajorUnits(response: Response): Promise<Response> {
  return Response.json(JSON.parse((await response.text()).replaceAll('"amount":"9.99"', '"amount":"999.00"')), {
    status: response.status,
  });
}

/** A card network that takes its time: the first authorization is lost, and captures `ms` later; others are refused. */
function slowNetwork(ms: number, refusal: number): Between {
  let busy = false;
  return (name, ask) => {
    if (name !== AUTHORIZE) return undefined;
    if (busy) return Promise.resolve(refuse(refusal));
    busy = true;
    setTimeout(ask, ms);
    return Promise.resolve(Response.json({ error: 'gateway_timeout' }, { status: 504 }));
  };
}

describe('the price is checked before each authorization', () => {
  test('of a request whose creation succeeded after three lost responses', async () => {
    const paysera = new Paysera();
    let lost = 0;
    const { charge, count } = processOf(paysera, (name, ask) =>
      name === CREATE && lost++ < 3 ? ask().then(() => Response.json({}, { status: 502 })) : ask().then(inMajorUnits),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { name: 'AmountMismatchError' } });
    expect(count(AUTHORIZE)).toBe(0);
  });

  test('of a request that is resumed from JSON', async () => {
    const paysera = new Paysera();
    const decline: Between = (name) => (name === AUTHORIZE ? Promise.resolve(refuse(400)) : undefined);
    const before = await incomplete(processOf(paysera, decline).charge(CHARGE));
    const { charge, count } = processOf(paysera, (_, ask) => ask().then(inMajorUnits));
    const resume = JSON.parse(JSON.stringify(before.resume));
    const error = await incomplete(charge({ ...CHARGE, resume }));
    expect(error.cause).toMatchObject({ name: 'AmountMismatchError', received: { amount: '999.00', currency: 'EUR' } });
    expect(count(AUTHORIZE)).toBe(0);
  });

  test('of a request whose creation did not return the price, which is then fetched', async () => {
    const without = async (response: Response) => {
      const { price: _, ...rest } = (await response.json()) as Record<string, unknown>;
      return Response.json(rest);
    };
    const { charge, requests } = processOf(new Paysera(), (name, ask) =>
      name === CREATE ? ask().then(without) : undefined,
    );
    await passing(charge(CHARGE));
    expect(requests).toEqual([CREATE, 'GET /{id}', AUTHORIZE]);
    const never = processOf(new Paysera(), (name, ask) => (name === LIST ? undefined : ask().then(without)));
    const error = await incomplete(never.charge({ ...CHARGE, unique_identifier: 'other' }));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { name: 'AmountMismatchError' } });
    expect(never.count(AUTHORIZE)).toBe(0);
  });

  test('and has to be passed to resume from JSON without it', async () => {
    const { charge, requests } = processOf(new Paysera());
    const resume = { uniqueIdentifier: KEY, paymentRequestId: 'id-1' };
    await expect(charge({ token: 'card-token', resume })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('order_id or price is missing'),
    });
    expect(requests).toEqual([]);
  });
});

describe('one charge per key', () => {
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
    expect(paysera.captures).toEqual(['SUB-1']);
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
    expect(paysera.captures).toEqual(['SUB-1']);
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
    expect(paysera.captures).toEqual(['SUB-1']);
  });

  test('is not created again while its authorization is in flight', async () => {
    const paysera = new Paysera();
    const { charge, count } = processOf(paysera, slowNetwork(60_000, 409), 90_000);
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(error.outcome).toBe('unknown');
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect([count(CREATE), count(AUTHORIZE)]).toEqual([1, 1]);
    expect(paysera.captures).toEqual(['SUB-1']);
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
      expect(paysera.captures).toEqual(['SUB-1']);
    },
  );

  test('is found after 450 newer requests, in pages of 200', async () => {
    const paysera = new Paysera();
    const first = await passing(processOf(paysera).charge(CHARGE));
    for (let i = 0; i < 450; i++)
      paysera.requests.push({
        id: `n-${i}`,
        order_id: `N-${i}`,
        unique_identifier: `n-${i}`,
        price: {},
        status: 'new',
      });
    const pages: string[] = [];
    const plain = memoryFetch(paysera);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { pathname, searchParams, search } = new URL(String(input));
      if (init?.method !== 'GET' || !pathname.endsWith('/payment-requests')) return plain(input, init);
      pages.push(search);
      const newest = [...paysera.requests].reverse();
      const from = newest.findIndex(({ id }) => id === searchParams.get('after')) + 1;
      const items = newest.slice(from, from + Number(searchParams.get('limit') ?? 20));
      const has_next = from + items.length < newest.length;
      return Response.json({ items, _metadata: { has_next, cursors: { after: items.at(-1)?.id } } });
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
    expect(paysera.captures).toEqual(['SUB-1']);
  });

  test('that is read back from JSON without an id is not told as uncharged before Paysera has responded', async () => {
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
    expect([created, paysera.captures]).toEqual([[], ['SUB-1']]);
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
      for (const request of paysera.requests) request.status = 'canceled';
      const again = await incomplete(charge({ resume: error.resume }, { timeout: 5000 }));
      messages.push(error.message, again.message);
    }
    for (const message of messages) expect(message).not.toMatch(/anew|new key|key of its own|without (a|the|its) key/i);
  });
});

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
    expect(paysera.requests).toMatchObject([{ status: 'canceled' }]);
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
