import '../../../support/loaded.ts';
import { describe, expect, test } from 'vitest';
import { fakeTimers } from '../../../support/fake-timers.ts';
import {
  AUTHORIZE,
  type Between,
  CREATE,
  incomplete,
  LIST,
  passing,
  processOf,
  READ,
  refuse,
} from '../../../support/model/charging.ts';
import { Paysera } from '../../../support/model/paysera.ts';
import { CHARGE, KEY } from '../../../support/model/wanted.ts';

fakeTimers();

/** The answer with its price spelled otherwise, wherever one stands. */
async function inMajorUnits(response: Response): Promise<Response> {
  return Response.json(JSON.parse((await response.text()).replaceAll('"amount":"9.99"', '"amount":"999.00"')), {
    status: response.status,
  });
}

const without = async (response: Response) => {
  const { price: _, ...rest } = (await response.json()) as Record<string, unknown>;
  return Response.json(rest);
};

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

  test.each([
    ['whose key no other process knows, and which nobody charged', undefined, 503, 'not-charged'],
    ['whose key another process may have charged meanwhile', CHARGE.unique_identifier, 503, 'unknown'],
    ['because of the rate limit, whose key another process may have charged', CHARGE.unique_identifier, 429, 'unknown'],
  ])('of a request that is then lost to sight, %s', async (_, unique_identifier, status, outcome) => {
    const { charge, count } = processOf(
      new Paysera(),
      (name, ask) => {
        if (name === READ) return Promise.resolve(refuse(status));
        return name === CREATE ? ask().then(without) : undefined;
      },
      60_000,
    );
    const error = await incomplete(charge({ ...CHARGE, unique_identifier }));
    expect(error).toMatchObject({ outcome, cause: { status } });
    expect(count(AUTHORIZE)).toBe(0);
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
