import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { type IntentStore, memoryIntents } from '../../../../src/index.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answeringFirst,
  CANCEL,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  READ,
  REQUEST,
  refuse,
  settled,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, KEY, KEYLESS } from '../../../support/model/wanted.ts';

fakeTimers();

describe('a process that hears nothing of a key does not say that it was not charged, since another one may have', () => {
  const refusedConnection = () =>
    Promise.reject(new TypeError('x', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }));
  const silent: IntentStore = { ...memoryIntents(), pending: () => new Promise(() => {}) };

  test.each<[string, Parameters<typeof processOf>[1], Parameters<typeof processOf>[3]]>([
    ['its store never answers', undefined, { intents: silent }],
    ['its creation never connects', (name) => (name === CREATE ? refusedConnection() : undefined), {}],
    ['its creation is out of time', (name) => (name === CREATE ? new Promise(() => {}) : undefined), {}],
  ])('when %s', async (_, between, options) => {
    const paysera = new Paysera();
    await passing(processOf(paysera).charge(CHARGE));
    const { charge } = processOf(paysera, between, 0, options);
    const error = await incomplete(charge(CHARGE, { timeout: 5000, retry: { limit: 0 } }));
    expect(error.outcome).toBe('unknown');
    expect(await passing(error.resolve())).toMatchObject({ outcome: 'happened' });
  });
});

describe('a creation', () => {
  test.each([400, 401, 403, 404, 409, 422])(
    'that is refused (%i) says nothing of a key that others know',
    async (status) => {
      const paysera = new Paysera();
      await passing(processOf(paysera).charge(CHARGE));
      const { charge, requests } = processOf(
        paysera,
        answeringFirst(CREATE, 1, () => refuse(status)),
      );
      const error = await incomplete(charge(CHARGE));
      expect(error.outcome, 'another process has charged it').toBe('unknown');
      expect(await passing(error.resolve())).toMatchObject({ outcome: 'happened' });
      await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
      expect(requests).not.toContain(AUTHORIZE);
    },
  );

  test('that is refused is known not to have charged a key once its requests were listed', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 1, () => refuse(400)),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error.outcome).toBe('unknown');
    expect(await passing(error.resolve())).toEqual({ outcome: 'did-not-happen' });
    expect(await passing(error.cancel())).toEqual({ outcome: 'did-not-happen' });
    expect(requests).toEqual([CREATE, LIST, LIST]);
  });

  test('that is refused has charged nothing under a key that nobody else knows', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 1, () => refuse(400)),
    );
    const { unique_identifier: _, ...keyless } = CHARGE;
    const error = await incomplete(charge(keyless));
    expect(error.outcome).toBe('not-charged');
    expect(await passing(error.resolve())).toEqual({ outcome: 'did-not-happen' });
    expect(requests).toEqual([CREATE]);
  });

  test('that is lost each time is made nine times, and then says what was lost', async () => {
    const { charge, count } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 100, () => refuse(502)),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'OutcomeUnknownError' } });
    expect(count(CREATE)).toBe(9);
  });

  test('that is lost, and is refused later, leaves the outcome unknown: another run may have charged the key', async () => {
    const lost = answeringFirst(CREATE, 9, () => refuse(502));
    const refused = answeringFirst(CREATE, 100, () => refuse(400));
    const { charge } = processOf(new Paysera(), (name, ask) => lost(name, ask) ?? refused(name, ask));
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
  });

  test('that is lost under a key made for this charge has charged nothing, which needs no look', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 100, () => refuse(502)),
    );
    const error = await incomplete(charge(KEYLESS));
    expect(error.outcome).toBe('not-charged');
    const made = requests.length;
    expect(await error.resolve()).toEqual({ outcome: 'did-not-happen' });
    expect(requests).toHaveLength(made);
  });

  test('that does not end in time is what the charge ended with', async () => {
    const { charge } = processOf(new Paysera(), (name) => (name === CREATE ? new Promise(() => {}) : undefined));
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(error).toMatchObject({ operation: 'createPaymentRequest', cause: { name: 'OutcomeUnknownError' } });
  });
});

describe('a charge whose outcome is unknown', () => {
  test('stays so when the journal fails before it is continued', async () => {
    const kept = memoryIntents();
    let down = false;
    const intents: IntentStore = {
      ...kept,
      pending: (filter) => (down ? Promise.reject(new Error('down')) : kept.pending(filter)),
    };
    const { charge } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 100, () => refuse(502)),
      0,
      { intents },
    );
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
    down = true;
    expect(await incomplete(charge(CHARGE))).toMatchObject({
      outcome: 'unknown',
      cause: { name: 'ConfigurationError' },
    });
  });
});

describe('a charge that is resumed', () => {
  const RESUME = { uniqueIdentifier: KEY, paymentRequestId: 'id-1' };
  const newRequest = {
    id: 'id-1',
    order_id: 'SUB-1',
    unique_identifier: KEY,
    price: CHARGE.price,
    status: 'new',
  } as const;

  test.each([
    [20_000, 20_000],
    [500_000, 60_000],
    [-20_000, 0],
  ])('from JSON with `settledAt` in %i ms is authorized after %i ms', async (settledIn, after) => {
    const paysera = new Paysera();
    paysera.requests.add({ ...newRequest });
    const began = performance.now();
    let authorizedAt: number | undefined;
    const { charge } = processOf(
      paysera,
      (name) => {
        if (name === AUTHORIZE) authorizedAt = performance.now() - began;
        return undefined;
      },
      60_000,
    );
    const resume = { ...RESUME, settledAt: Date.now() + settledIn };
    await passing(charge({ ...CHARGE, resume }, { timeout: 200_000 }));
    expect(authorizedAt).toBe(after);
  });

  test('and refused has moved no money, unless an earlier run may still be at work', async () => {
    const resumed = async (resume: object) => {
      const paysera = new Paysera();
      paysera.requests.add({ ...newRequest });
      const { charge } = processOf(
        paysera,
        answeringFirst(AUTHORIZE, 1, () => refuse(400)),
        60_000,
      );
      return (await incomplete(charge({ ...CHARGE, resume: { ...RESUME, ...resume } }))).outcome;
    };
    expect(await resumed({ settledAt: Date.now() - 1 })).toBe('not-charged');
    expect(await resumed({}), 'two ids alone may have been stored a moment ago').toBe('unknown');
    const { charge } = processOf(
      new Paysera(),
      answeringFirst(AUTHORIZE, 2, () => refuse(400)),
      60_000,
    );
    const { resume } = await incomplete(charge(CHARGE));
    expect((await incomplete(charge({ resume }))).outcome).toBe('not-charged');
    const paysera = new Paysera();
    paysera.requests.add({ ...newRequest });
    const another = processOf(
      paysera,
      answeringFirst(AUTHORIZE, 1, () => refuse(400)),
      60_000,
    );
    expect((await incomplete(another.charge({ resume }))).outcome, 'in another client').toBe('not-charged');
  });

  test('takes from the earlier call what is passed as undefined', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(
      paysera,
      answeringFirst(AUTHORIZE, 1, () => refuse(400)),
    );
    const { resume } = await incomplete(charge(CHARGE));
    const { status } = await passing(charge({ resume, token: undefined, order_id: undefined, price: undefined }));
    expect(status).toBe('captured');
    expect(paysera.charged).toEqual(['SUB-1']);
  });

  test('says in JSON until when a request of it may be in flight', async () => {
    const { charge } = processOf(
      new Paysera(),
      answeringFirst(AUTHORIZE, 1, () => refuse(504)),
      60_000,
    );
    const began = Date.now();
    const { resume } = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(JSON.parse(JSON.stringify(resume))).toEqual({ ...RESUME, settledAt: began + 60_000 });
    const { charge: refused } = processOf(
      new Paysera(),
      answeringFirst(AUTHORIZE, 1, () => refuse(400)),
      60_000,
    );
    expect((await incomplete(refused(CHARGE))).resume.settledAt).toBeUndefined();
  });
});

describe('a charge that is given up', () => {
  test('before it had a payment request cancels nothing', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answeringFirst(CREATE, 100, () => refuse(502)),
    );
    const error = await incomplete(charge(KEYLESS));
    requests.length = 0;
    expect(await passing(error.cancel())).toEqual({ outcome: 'did-not-happen' });
    expect(requests).toEqual([]);
  });

  test('after it was captured happened, however the cancellation is refused', async () => {
    const paysera = new Paysera();
    const unread = answeringFirst(READ, 1, () => refuse(400));
    const { charge, count } = processOf(paysera, (name, ask) =>
      name === AUTHORIZE ? ask().then(() => refuse(504)) : unread(name, ask),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', operation: 'authorizePaymentRequest' });
    const value = expect.objectContaining({ id: 'id-1', status: 'captured' });
    expect(await passing(error.cancel())).toEqual({ outcome: 'happened', value });
    expect(count(CANCEL)).toBe(1);
  });

  test('says why it is not known when the time for it was too short', async () => {
    const { charge } = processOf(
      new Paysera(),
      answeringFirst(AUTHORIZE, 1, () => refuse(504)),
      60_000,
    );
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(await passing(error.resolve({ timeout: 100 }))).toMatchObject({
      outcome: 'unknown',
      cause: { name: 'TimeoutError', message: expect.stringContaining('charge did not end within 100 ms') },
    });
  });
});

test('a charge that is resumed and then cannot be read again is unknown: another process may have charged it', async () => {
  const looks = [Response.json({ ...REQUEST, price: undefined })];
  const { charge, count } = processOf(new Paysera(), (name) =>
    name === READ ? Promise.resolve(looks.shift() ?? refuse(502)) : undefined,
  );
  const error = await incomplete(charge({ ...CHARGE, resume: settled() }, { retry: false }));
  expect(error.outcome).toBe('unknown');
  expect(count(READ)).toBe(2);
});
