import '../../support/loaded.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type IntentStore, memoryIntents } from '../../../src/index.ts';
import type { Charge } from '../../../src/recurring-billing/charge/charge-input.ts';
import {
  AUTHORIZE,
  type Between,
  CANCEL,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  READ,
  refuse,
} from '../../support/model/charging.ts';
import { Paysera } from '../../support/model/model.ts';
import { CHARGE } from '../../support/model/restarted.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const KEY = CHARGE.unique_identifier;
const { unique_identifier: _, ...KEYLESS } = CHARGE;

/** Answers the requests of a name so often, and leaves the others to the model. */
function answering(wanted: string, times: number, answer: () => Response): Between {
  let left = times;
  return (name) => (name === wanted && left-- > 0 ? Promise.resolve(answer()) : undefined);
}

describe('what is missing is named before anything is sent', () => {
  test.each<[string, object, string]>([
    ['the token', { token: '' }, 'token is missing; expected issued_token of an earlier payment'],
    ['the order', { order_id: undefined }, 'order_id or price is missing'],
    ['the price', { price: undefined }, 'order_id or price is missing'],
    ['the amount of the price', { price: { currency: 'EUR' } }, 'order_id or price is missing'],
  ])('%s', async (_, change, message) => {
    const { charge, requests } = processOf(new Paysera());
    const error: unknown = await charge({ ...CHARGE, ...change } as Charge).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    expect(String(error)).toContain(`charge: ${message}`);
    expect(String(error)).toMatch(/Nothing was sent\.$/);
    expect(requests).toEqual([]);
  });

  test('a mistake in an option is no incomplete charge', async () => {
    const { charge, requests } = processOf(new Paysera(), undefined, 0, { businessId: '' });
    await expect(passing(charge(CHARGE))).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('businessId'),
    });
    expect(requests).toEqual([]);
  });
});

describe('the key of a charge', () => {
  test('is that of `resume`, then `idempotencyKey`, then `unique_identifier`', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(paysera);
    const resume = { uniqueIdentifier: 'resumed', paymentRequestId: undefined };
    await passing(charge({ ...CHARGE, resume }, { idempotencyKey: 'option' }));
    await passing(charge(CHARGE, { idempotencyKey: 'option' }));
    await passing(charge(CHARGE));
    expect(paysera.requests.map((one) => one.unique_identifier)).toEqual(['resumed', 'option', KEY]);
  });

  test('is generated for each charge without one', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(paysera);
    await passing(charge(KEYLESS));
    await passing(charge(KEYLESS));
    expect(paysera.captures).toEqual(['SUB-1', 'SUB-1']);
    expect(new Set(paysera.requests.map((one) => one.unique_identifier)).size).toBe(2);
  });

  test('continues a charge that was refused, without creating another request', async () => {
    const paysera = new Paysera();
    const { charge, requests } = processOf(
      paysera,
      answering(AUTHORIZE, 1, () => refuse(400)),
    );
    expect(await incomplete(charge(CHARGE))).toMatchObject({ outcome: 'not-charged', cause: { status: 400 } });
    expect(requests).toEqual([CREATE, AUTHORIZE]);
    await expect(passing(charge(CHARGE))).resolves.toMatchObject({ status: 'captured' });
    expect(requests).toEqual([CREATE, AUTHORIZE, READ, AUTHORIZE]);
  });

  test('can be used at another price once the charge was refused', async () => {
    const paysera = new Paysera();
    const { charge, requests } = processOf(
      paysera,
      answering(AUTHORIZE, 1, () => refuse(400)),
    );
    await incomplete(charge(CHARGE));
    const cheaper = { ...CHARGE, price: { amount: 499, currency: 'EUR' } };
    await expect(passing(charge(cheaper))).resolves.toMatchObject({
      status: 'captured',
      price: { amount: '4.99', currency: 'EUR' },
    });
    expect(requests).toEqual([CREATE, AUTHORIZE, CREATE, AUTHORIZE]);
  });

  test.each<[string, object]>([
    ['order', { order_id: 'SUB-2' }],
    ['amount', { price: { amount: 1999, currency: 'EUR' } }],
    ['currency', { price: { amount: 999, currency: 'USD' } }],
  ])('belongs to one %s as long as money may have moved', async (_, change) => {
    const { charge, count } = processOf(
      new Paysera(),
      answering(AUTHORIZE, 3, () => refuse(504)),
      60_000,
    );
    expect((await incomplete(charge(CHARGE, { timeout: 5000 }))).outcome).toBe('unknown');
    await expect(charge({ ...CHARGE, ...change })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message:
        `charge: unique_identifier "${KEY}" belongs to a charge of another order or price, which is not over. ` +
        'Give each charge a key of its own. Nothing was sent.',
    });
    expect(count(CREATE)).toBe(1);
  });
});

describe('a creation', () => {
  test('that is refused has charged nothing', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answering(CREATE, 1, () => refuse(400)),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error.outcome).toBe('not-charged');
    expect(await passing(error.resolve())).toEqual({ outcome: 'did-not-happen' });
    expect(await passing(error.cancel())).toEqual({ outcome: 'did-not-happen' });
    expect(requests, 'another process may have used the key').toEqual([CREATE, LIST, LIST]);
  });

  test('that is lost each time is made nine times, and then says what was lost', async () => {
    const { charge, count } = processOf(
      new Paysera(),
      answering(CREATE, 100, () => refuse(502)),
    );
    const error = await incomplete(charge(CHARGE));
    expect(error).toMatchObject({ outcome: 'unknown', cause: { name: 'OutcomeUnknownError' } });
    expect(count(CREATE)).toBe(9);
  });

  test('that is lost, and is refused later, leaves the outcome unknown: another run may have charged the key', async () => {
    const lost = answering(CREATE, 9, () => refuse(502));
    const refused = answering(CREATE, 100, () => refuse(400));
    const { charge } = processOf(new Paysera(), (name, ask) => lost(name, ask) ?? refused(name, ask));
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
    expect((await incomplete(charge(CHARGE))).outcome).toBe('unknown');
  });

  test('that is lost under a key made for this charge has charged nothing, which needs no look', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answering(CREATE, 100, () => refuse(502)),
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
      answering(CREATE, 100, () => refuse(502)),
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

describe('callers of one key at the same time', () => {
  /** A charge whose creation takes a second. */
  const slow = (paysera: Paysera, answer: Between = () => undefined) =>
    processOf(paysera, (name, ask) =>
      name === CREATE
        ? new Promise((resolve) => setTimeout(resolve, 1000)).then(() => answer(name, ask) ?? ask())
        : answer(name, ask),
    );

  test('share a refusal, which is not made again for each of them', async () => {
    const { charge, requests } = slow(
      new Paysera(),
      answering(AUTHORIZE, 5, () => refuse(400)),
    );
    const errors = await Promise.all([incomplete(charge(CHARGE)), incomplete(charge(CHARGE))]);
    expect(errors.map(({ outcome }) => outcome)).toEqual(['not-charged', 'not-charged']);
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('know nothing of the money when they give up before the one that is at work', async () => {
    const paysera = new Paysera();
    const { charge, count } = slow(paysera);
    const first = charge(CHARGE);
    const late = await incomplete(charge(CHARGE, { timeout: 200 }));
    expect(late).toMatchObject({ outcome: 'unknown', cause: { name: 'TimeoutError' } });
    expect(late.message).toContain('charge did not end within 200 ms');
    const gone = await incomplete(charge(CHARGE, { signal: AbortSignal.abort('closed') }));
    expect(gone).toMatchObject({ outcome: 'unknown', cause: { name: 'AbortError', cause: 'closed' } });
    expect(gone.message).toContain('charge was aborted by its caller');
    const [one, other] = await passing(Promise.all([first, charge(CHARGE)]));
    expect(other).toBe(one);
    expect([count(CREATE), paysera.captures]).toEqual([1, ['SUB-1']]);
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
    paysera.requests.push({ ...newRequest });
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
      paysera.requests.push({ ...newRequest });
      const { charge } = processOf(
        paysera,
        answering(AUTHORIZE, 1, () => refuse(400)),
        60_000,
      );
      return (await incomplete(charge({ ...CHARGE, resume: { ...RESUME, ...resume } }))).outcome;
    };
    expect(await resumed({ settledAt: Date.now() - 1 })).toBe('not-charged');
    expect(await resumed({}), 'two ids alone may have been stored a moment ago').toBe('unknown');
    const { charge } = processOf(
      new Paysera(),
      answering(AUTHORIZE, 2, () => refuse(400)),
      60_000,
    );
    const { resume } = await incomplete(charge(CHARGE));
    expect((await incomplete(charge({ resume }))).outcome).toBe('not-charged');
    const paysera = new Paysera();
    paysera.requests.push({ ...newRequest });
    const another = processOf(
      paysera,
      answering(AUTHORIZE, 1, () => refuse(400)),
      60_000,
    );
    expect((await incomplete(another.charge({ resume }))).outcome, 'in another client').toBe('not-charged');
  });

  test('says in JSON until when a request of it may be in flight', async () => {
    const { charge } = processOf(
      new Paysera(),
      answering(AUTHORIZE, 1, () => refuse(504)),
      60_000,
    );
    const began = Date.now();
    const { resume } = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(JSON.parse(JSON.stringify(resume))).toEqual({ ...RESUME, settledAt: began + 60_000 });
    const { charge: refused } = processOf(
      new Paysera(),
      answering(AUTHORIZE, 1, () => refuse(400)),
      60_000,
    );
    expect((await incomplete(refused(CHARGE))).resume.settledAt).toBeUndefined();
  });
});

describe('a charge that is given up', () => {
  test('before it had a payment request cancels nothing', async () => {
    const { charge, requests } = processOf(
      new Paysera(),
      answering(CREATE, 100, () => refuse(502)),
    );
    const error = await incomplete(charge(KEYLESS));
    requests.length = 0;
    expect(await passing(error.cancel())).toEqual({ outcome: 'did-not-happen' });
    expect(requests).toEqual([]);
  });

  test('after it was captured happened, however the cancellation is refused', async () => {
    const paysera = new Paysera();
    const unread = answering(READ, 1, () => refuse(400));
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
      answering(AUTHORIZE, 1, () => refuse(504)),
      60_000,
    );
    const error = await incomplete(charge(CHARGE, { timeout: 5000 }));
    expect(await passing(error.resolve({ timeout: 100 }))).toMatchObject({
      outcome: 'unknown',
      cause: { name: 'TimeoutError', message: expect.stringContaining('charge did not end within 100 ms') },
    });
  });
});
