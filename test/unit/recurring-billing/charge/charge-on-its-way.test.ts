import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answering,
  type Between,
  CAPTURE,
  CREATE,
  incomplete,
  LIST,
  LONG,
  passing,
  payseraWith,
  processOf,
  READ,
  REQUEST,
  refuse,
  settled,
  timed,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import type { StoredRequest } from '../../../support/model/requests.ts';
import { CHARGE } from '../../../support/model/wanted.ts';

fakeTimers({ elapsed: 1_000_000 });

const edited = (change: object) => async (ask: () => Promise<Response>) => {
  const response = await ask();
  return Response.json({ ...(await response.json()), ...change }, response);
};
const items = (...items: object[]) => Response.json({ items, _metadata: { has_next: false } });
const notFound = () => Response.json({ error: 'not_found' }, { status: 404 });
const notUnique = () => Response.json({ error: 'payment_request_not_unique' }, { status: 400 });

describe('a payment request in an unexpected state', () => {
  test('stops the charge for good: waiting does not show whether money will move', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answering({ [CREATE]: edited({ status: 'disputed' }) }),
      60_000,
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({
      outcome: 'unknown',
      resume: { settledAt: undefined },
      cause: { name: 'ConflictError', status: 409, code: 'invalid_state', operation: 'charge' },
    });
    expect(error.message).toContain('Payment request id-1 is disputed, neither captured nor on its way there.');
    expect(requests).toEqual([CREATE]);
    const began = performance.now();
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'unknown', candidates: [{ id: 'id-1' }] });
    expect(performance.now() - began).toBeLessThan(200);
  });
});

describe('an answer about another payment request', () => {
  test('says nothing of this one', async () => {
    const between = answering({ [AUTHORIZE]: () => refuse(409), [READ]: edited({ id: 'id-2', status: 'captured' }) });
    const error = await incomplete(processOf(new Paysera(), between).charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'ConflictError', code: 'invalid_state' } });
    expect(error.message).toContain('Payment request id-1 was requested, but id-2 was returned.');
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'unknown', cause: { code: 'invalid_state' } });
  });
});

describe('a payment request that is gone', () => {
  test.each<[string, Partial<StoredRequest>, Between, string]>([
    [
      'cancelled, whatever its price',
      { status: 'canceled', price: { amount: 1, currency: 'USD' } },
      () => undefined,
      'is canceled',
    ],
    ['not found', {}, answering({ [READ]: notFound }), 'cannot be found'],
    ['not found when it is charged', {}, answering({ [AUTHORIZE]: notFound }), 'cannot be found'],
  ])('%s: nothing was charged when no other has its key', async (_, stored, between, gone) => {
    const { charge, requests } = processOf(
      payseraWith(stored),
      (name, ask) => between(name, ask) ?? answering({ [LIST]: () => items() })(name, ask),
    );
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { name: 'ConflictError' } });
    expect(error.message).toContain(`Payment request id-90 ${gone}, and no other one has its key.`);
    expect(requests.at(-1)).toBe(LIST);
  });

  test('leaves the outcome unknown when a list does not show whether another request has its key', async () => {
    const between = answering({ [LIST]: () => items({}) });
    const error = await incomplete(
      processOf(payseraWith({ status: 'canceled' }), between).charge({ ...CHARGE, resume: settled() }),
    );
    expect(error.outcome).toBe('unknown');
    expect(error.message).toContain(
      'Payment request id-90 is canceled, and it is not known whether another one has its key.',
    );
  });

  test('and another under its key is charged when nobody else can be at work on it', async () => {
    const paysera = payseraWith({ status: 'canceled' });
    paysera.requests.add({ ...REQUEST, id: 'id-91' });
    const { times, between } = timed(AUTHORIZE);
    const charged = processOf(paysera, between, 60_000).charge({ ...CHARGE, resume: settled() }, LONG);
    await expect(passing(charged)).resolves.toMatchObject({ id: 'id-91', status: 'captured' });
    expect(times).toEqual([60_000]);
  });

  test('while its authorization is on its way may be charged all the same, and is not left before that is over', async () => {
    const paysera = new Paysera();
    const [request, list] = [AUTHORIZE, timed(LIST)];
    const { charge } = processOf(
      paysera,
      (name, ask) => {
        if (name !== request) return list.between(name, ask);
        for (const one of paysera.requests.all) one.status = 'canceled';
        setTimeout(
          () =>
            paysera.requests.all.forEach((one) => {
              one.status = 'captured';
            }),
          30_000,
        );
        return Promise.resolve(refuse(504));
      },
      60_000,
    );
    await expect(passing(charge(CHARGE, LONG))).resolves.toMatchObject({ id: 'id-1', status: 'captured' });
    expect(list.times).toEqual([]);
  });

  test('and stays so is looked for under its key only once its authorization is over', async () => {
    const paysera = new Paysera();
    const list = timed(LIST);
    const { charge } = processOf(
      paysera,
      (name, ask) => {
        if (name !== AUTHORIZE) return list.between(name, ask);
        for (const one of paysera.requests.all) one.status = 'canceled';
        return Promise.resolve(refuse(504));
      },
      60_000,
    );
    const error = await incomplete(charge(CHARGE, LONG));
    expect(error.outcome).toBe('not-charged');
    // A request that was created just now may not be listed yet.
    expect(list.times).toEqual([60_000, 75_000]);
  });

  test('is not taken for gone when it cannot be read', async () => {
    const { charge, requests } = processOf(payseraWith(), answering({ [READ]: () => refuse(400) }));
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { status: 400 } });
    expect(requests).toEqual([READ]);
  });
});

describe('a key that Paysera calls paid', () => {
  test.each<[string, Response, number]>([
    ['a whole list', items(), 2],
    ['a list that is not understood', items({}), 1],
    ['a list that shows another one under it, which is new', items(REQUEST), 1],
  ])('and that is not found in %s leaves the outcome unknown', async (_, answer, looks) => {
    const { charge, count } = processOf(
      new Paysera(),
      answering({ [CREATE]: notUnique, [LIST]: () => answer.clone() }),
      20_000,
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { code: 'payment_request_not_unique' } });
    expect(count(LIST)).toBe(looks);
  });

  test.each([
    [60_000, 15_000],
    [5000, 5000],
  ])('is looked for once more, as long as a list may lag: %i ms of grace, %i ms', async (gracePeriod, lag) => {
    const paysera = payseraWith({ status: 'captured' });
    const { times, between } = timed(LIST, (name) =>
      name === LIST && performance.now() - began < lag - 1 ? Promise.resolve(items()) : undefined,
    );
    const began = performance.now();
    await expect(passing(processOf(paysera, between, gracePeriod).charge(CHARGE))).resolves.toMatchObject({
      id: 'id-90',
    });
    expect(times).toEqual([0, lag]);
  });

  test('and is given up says no more than that it is not known', async () => {
    const between = answering({ [CREATE]: notUnique, [LIST]: () => items({}) });
    const { charge, requests } = processOf(new Paysera(), between);
    const error = await incomplete(charge(CHARGE));
    requests.length = 0;
    expect(await passing(error.cancel())).toEqual({ outcome: 'unknown' });
    expect(requests).toEqual([LIST]);
  });

  test('is looked for once where nothing can lag', async () => {
    const { charge, count } = processOf(new Paysera(), answering({ [CREATE]: notUnique }));
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
    expect(count(LIST)).toBe(1);
  });

  test('and is only held yet is captured when nobody else can be at work on it', async () => {
    const { times, between } = timed(CAPTURE, answering({ [CREATE]: notUnique }));
    const { charge } = processOf(payseraWith({ status: 'authorized' }), between, 30_000);
    await expect(passing(charge(CHARGE, LONG))).resolves.toMatchObject({ id: 'id-90', status: 'captured' });
    expect(times).toEqual([30_000]);
  });
});

describe('the terms of a charge', () => {
  test('are not read again for each step once they were agreed on', async () => {
    const between = answering({ [AUTHORIZE]: edited({ price: undefined }) });
    const { charge, requests } = processOf(new Paysera({ steps: 'two' }), between);
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE, CAPTURE]);
  });

  test('that change between two steps end the charge before it takes money', async () => {
    const between = answering({ [AUTHORIZE]: edited({ price: { amount: 99900, currency: 'EUR' } }) });
    const { charge, requests } = processOf(new Paysera({ steps: 'two' }), between);
    expect(await incomplete(charge(CHARGE))).toMatchObject({
      outcome: 'not-charged',
      cause: { name: 'AmountMismatchError' },
    });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('that were read otherwise and paid leave the outcome unknown for good', async () => {
    const paysera = payseraWith({ status: 'captured', price: { amount: 99900, currency: 'EUR' } });
    const { charge, requests } = processOf(paysera, undefined, 60_000);
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({
      outcome: 'unknown',
      resume: { settledAt: undefined },
      cause: { code: 'terms_differ' },
    });
    const began = performance.now();
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'unknown', candidates: [{ id: 'id-90' }] });
    expect(performance.now() - began).toBeLessThan(200);
    expect(requests).toEqual([READ, READ]);
  });

  test('that were read otherwise end the charge: its key can be used for a new one', async () => {
    const paysera = payseraWith({ price: { amount: 99900, currency: 'EUR' } });
    const { charge } = processOf(paysera);
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { name: 'AmountMismatchError' } });
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect(paysera.requests.all).toMatchObject([
      { status: 'canceled' },
      { status: 'captured', price: { amount: '9.99', currency: 'EUR' } },
    ]);
  });
});

describe('a charge that ends before anything is authorized has charged nothing', () => {
  test('after a creation that went through, though earlier ones were lost', async () => {
    let lost = 3;
    const without = edited({ price: undefined });
    const { charge, requests } = processOf(
      new Paysera(),
      answering({ [CREATE]: (ask) => (lost-- > 0 ? refuse(502) : without(ask)), [READ]: () => refuse(400) }),
    );
    expect(await incomplete(charge(CHARGE))).toMatchObject({ outcome: 'not-charged', cause: { status: 400 } });
    expect(requests).toEqual([CREATE, CREATE, CREATE, CREATE, READ]);
  });

  test('after its request was read, when it is resumed', async () => {
    let reads = 0;
    const without = edited({ price: undefined });
    const between = answering({ [READ]: (ask) => (reads++ === 0 ? without(ask) : refuse(400)) });
    const { charge, requests } = processOf(payseraWith(), between);
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { status: 400 } });
    expect(requests).toEqual([READ, READ]);
  });
});
