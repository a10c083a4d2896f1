import { describe, expect, test } from 'vitest';
import { operations as checkoutTable } from '../../../generated/checkout/operations.ts';
import { operations as recurringTable } from '../../../generated/recurring-billing/operations.ts';
import type { Operation } from '../../../src/runtime/operation.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';
import { CHARGE } from '../../support/model/wanted.ts';

// Spellings that JavaScript turns into a number without a word, or that another system reads as another number.
const SPELLINGS: readonly unknown[] = [null, [1], [], '010', ['1'], '', ' 1', -25.5, '25.00'];

const tables: readonly Operation[] = [...Object.values(checkoutTable), ...Object.values(recurringTable)];
const placesIn = (place: 'body' | 'query') =>
  tables.flatMap((operation) =>
    (operation.amounts ?? [])
      .filter(({ in: where }) => where === place)
      .map(({ at }) => ({ operation, id: operation.id, at })),
  );

const server = () => startLoopback(() => ({ json: {} }));

/** `{ purchase: { amount } }` from `purchase.amount`. */
function inputWith(at: string, amount: unknown): object {
  const [last = '', ...outer] = at.split('.').reverse();
  const leaf = { [last]: last === 'amount_buttons' ? [amount] : amount, currency: 'EUR' };
  return outer.reduce<object>((inner, name) => ({ [name]: inner }), leaf);
}

/** A call through openapi-fetch’s own client, as untyped code makes it. */
function callApi(url: string, { auth, method, path }: Operation, init: object): PromiseLike<unknown> {
  const { api } = auth === 'mac' ? recurringAt(url) : checkoutAt(url);
  const call = Reflect.get(api, method) as (path: string, init: object) => PromiseLike<unknown>;
  return call(path, { params: { path: { id: 'a', paymentId: 'a' } }, ...init });
}

describe.each(placesIn('body'))('$at of $id, through client.api', ({ operation, at }) => {
  test.each(SPELLINGS.map((amount) => [amount]))('%o is rejected before anything is sent', async (amount) => {
    const loopback = await server();
    const sending = Promise.resolve().then(() => callApi(loopback.url, operation, { body: inputWith(at, amount) }));
    const error = await sending.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InvalidAmountError', code: 'invalid_amount' });
    expect(loopback.requests).toEqual([]);
  });
});

describe.each(placesIn('query'))('the filter $at of $id, through client.api', ({ operation, at }) => {
  test.each(SPELLINGS.map((amount) => [amount]))('%o is rejected before anything is sent', async (amount) => {
    const loopback = await server();
    const params = { query: { [at]: amount } };
    await expect(Promise.resolve(callApi(loopback.url, operation, { params }))).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidAmount|Configuration)Error$/),
      message: expect.stringMatching(new RegExp(`${at} is .+; expected .+\\. Nothing was sent\\.$`)),
    });
    expect(loopback.requests).toEqual([]);
  });
});

test.each(SPELLINGS.map((amount) => [amount]))('a charge of %o is rejected before anything is sent', async (amount) => {
  const loopback = await server();
  const charging = recurringAt(loopback.url).charge({ ...CHARGE, price: { amount, currency: 'EUR' } } as never);
  await expect(charging).rejects.toMatchObject({ name: 'InvalidAmountError', code: 'invalid_amount' });
  expect(loopback.requests).toEqual([]);
});

test('a text in place of a price, and no price, are rejected before anything is charged', async () => {
  const loopback = await server();
  const { charge } = recurringAt(loopback.url);
  for (const price of ['9.99', null, [999], undefined]) {
    await expect(charge({ ...CHARGE, price } as never), String(price)).rejects.toBeInstanceOf(Error);
  }
  expect(loopback.requests).toEqual([]);
});
