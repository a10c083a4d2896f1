import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type IntentStore, memoryIntents } from '../../../src/index.ts';
import {
  AUTHORIZE,
  type Between,
  CAPTURE,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  READ,
  refuse,
} from '../../support/model/charging.ts';
import { Paysera, type StoredRequest } from '../../support/model/model.ts';
import { CHARGE } from '../../support/model/restarted.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const KEY = CHARGE.unique_identifier;
const LONG = { timeout: 600_000 };
const REQUEST = { id: 'id-90', order_id: 'SUB-1', unique_identifier: KEY, price: CHARGE.price, status: 'new' } as const;
/** Of a run that has come to rest. */
const settled = () => ({ uniqueIdentifier: KEY, paymentRequestId: 'id-90', settledAt: Date.now() - 1 });

/** A Paysera that has a request under the key already. */
function payseraWith(request: Partial<StoredRequest> = {}): Paysera {
  const paysera = new Paysera();
  paysera.requests.push({ ...REQUEST, ...request });
  return paysera;
}

/** The milliseconds at which requests of a name were made, and what happens in between. */
function timed(wanted: string, between: Between = () => undefined) {
  const began = performance.now();
  const times: number[] = [];
  const watching: Between = (name, ask) => {
    if (name === wanted) times.push(Math.round(performance.now() - began));
    return between(name, ask);
  };
  return { times, between: watching };
}

function answering(
  answers: Readonly<Record<string, (ask: () => Promise<Response>) => Response | Promise<Response>>>,
): Between {
  return (name, ask) => {
    const answer = answers[name];
    return answer && Promise.resolve(answer(ask));
  };
}

const edited = (change: object) => async (ask: () => Promise<Response>) => {
  const response = await ask();
  return Response.json({ ...(await response.json()), ...change }, response);
};
const items = (...items: object[]) => Response.json({ items, _metadata: { has_next: false } });
const notFound = () => Response.json({ error: 'not_found' }, { status: 404 });
const notUnique = () => Response.json({ error: 'payment_request_not_unique' }, { status: 400 });

describe('a payment request in a state that nobody foresaw', () => {
  test('stops the charge for good: no time tells whether money will move', async () => {
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
    expect(error.message).toContain('Payment request id-1 was asked for, and id-2 came back.');
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'unknown', cause: { code: 'invalid_state' } });
  });
});

describe('a payment request that is gone', () => {
  test.each<[string, Partial<StoredRequest>, Between, string]>([
    ['cancelled, whatever its price', { status: 'canceled', price: null }, () => undefined, 'is canceled'],
    ['not found', {}, answering({ [READ]: notFound }), 'cannot be found'],
    ['not found when it is charged', {}, answering({ [AUTHORIZE]: notFound }), 'cannot be found'],
  ])('%s: nothing was charged when no other has its key', async (_, stored, between, gone) => {
    const { charge, requests } = processOf(
      payseraWith(stored),
      (name, ask) => between(name, ask) ?? answering({ [LIST]: () => items() })(name, ask),
    );
    const error = await incomplete(charge({ ...CHARGE, resume: settled() }));
    expect(error).toMatchObject({ outcome: 'not-charged', cause: { name: 'ConflictError' } });
    expect(error.message).toContain(`Payment request id-90 ${gone}, and no other stands under its key.`);
    expect(requests.at(-1)).toBe(LIST);
  });

  test('leaves the outcome unknown when a list does not tell whether another has its key', async () => {
    const between = answering({ [LIST]: () => items({}) });
    const error = await incomplete(
      processOf(payseraWith({ status: 'canceled' }), between).charge({ ...CHARGE, resume: settled() }),
    );
    expect(error.outcome).toBe('unknown');
    expect(error.message).toContain(
      'Payment request id-90 is canceled, and whether another stands under its key cannot be told.',
    );
  });

  test('and another under its key is charged when nobody else can be at work on it', async () => {
    const paysera = payseraWith({ status: 'canceled' });
    paysera.requests.push({ ...REQUEST, id: 'id-91' });
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
        for (const one of paysera.requests) one.status = 'canceled';
        setTimeout(
          () =>
            paysera.requests.forEach((one) => {
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
        for (const one of paysera.requests) one.status = 'canceled';
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
    const { charge, requests } = processOf(new Paysera('two'), between);
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE, CAPTURE]);
  });

  test('that change between two steps end the charge before it takes money', async () => {
    const between = answering({ [AUTHORIZE]: edited({ price: { amount: 99900, currency: 'EUR' } }) });
    const { charge, requests } = processOf(new Paysera('two'), between);
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
    expect(paysera.requests).toMatchObject([
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

  test('that is refused for a state that has not changed has charged nothing', async () => {
    const { charge, requests } = processOf(new Paysera(), answering({ [AUTHORIZE]: () => refuse(409) }), 60_000);
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({
      outcome: 'not-charged',
      cause: { name: 'ConflictError', operation: 'authorizePaymentRequest' },
    });
    expect(requests).toEqual([CREATE, AUTHORIZE, READ]);
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
    expect((await incomplete(soon.charge(CHARGE, { timeout: 5000 }))).outcome).toBe('unknown');
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

  test('is asked for only where the key may have been used and its request is not known', async () => {
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
    expect(keys).toEqual([]);
    const { unique_identifier: _, ...keyless } = CHARGE;
    await passing(charge({ ...keyless, order_id: 'SUB-2' }));
    expect(keys, 'once, by the creation').toHaveLength(1);
    await passing(charge({ ...CHARGE, unique_identifier: 'third' }));
    expect(keys.slice(1)).toEqual(['third', 'third']);
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
