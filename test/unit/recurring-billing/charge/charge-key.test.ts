import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../../src/recurring-billing/charge/charge-input.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  answeringFirst,
  type Between,
  CREATE,
  incomplete,
  passing,
  processOf,
  READ,
  refuse,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, KEY, KEYLESS } from '../../../support/model/wanted.ts';

fakeTimers();

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

  test('a mistake in an option is not reported as an incomplete charge', async () => {
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
    expect(paysera.requests.all.map((one) => one.unique_identifier)).toEqual(['resumed', 'option', KEY]);
  });

  test('is generated for each charge without one', async () => {
    const paysera = new Paysera();
    const { charge } = processOf(paysera);
    await passing(charge(KEYLESS));
    await passing(charge(KEYLESS));
    expect(paysera.charged).toEqual(['SUB-1', 'SUB-1']);
    expect(new Set(paysera.requests.all.map((one) => one.unique_identifier)).size).toBe(2);
  });

  test('continues a charge that was refused, without creating another request', async () => {
    const paysera = new Paysera();
    const { charge, requests } = processOf(
      paysera,
      answeringFirst(AUTHORIZE, 1, () => refuse(400)),
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
      answeringFirst(AUTHORIZE, 1, () => refuse(400)),
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
      answeringFirst(AUTHORIZE, 3, () => refuse(504)),
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
      answeringFirst(AUTHORIZE, 5, () => refuse(400)),
    );
    const errors = await Promise.all([incomplete(charge(CHARGE)), incomplete(charge(CHARGE))]);
    expect(errors.map(({ outcome }) => outcome)).toEqual(['not-charged', 'not-charged']);
    expect(requests).toEqual([CREATE, AUTHORIZE]);
  });

  test('report an unknown outcome when they give up before the one that is at work', async () => {
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
    expect([count(CREATE), paysera.charged]).toEqual([1, ['SUB-1']]);
  });
});
