import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operations as checkoutTable } from '../../../generated/checkout/operations.ts';
import { operations as recurringTable } from '../../../generated/recurring-billing/operations.ts';
import { encodePath } from '../../../src/runtime/call/encode-path.ts';
import { ANY_CHARACTER } from '../../support/any-character.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { seeded } from '../../support/seeded.ts';

const REFUSED: readonly unknown[] = [
  '',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '.%2E',
  '%252e%252E',
  '%25252e.',
  '\ud800',
  'a\udc00b',
  undefined,
  null,
  {},
  ['a'],
  true,
];

const withParameters = [...Object.values(checkoutTable), ...Object.values(recurringTable)].filter(({ path }) =>
  path.includes('{'),
);

type Send = (path: string, init: object) => Promise<unknown>;

describe.each(withParameters)('$id', ({ id, method, path, auth }) => {
  const name = /\{(\w+)\}/.exec(path)?.[1] ?? '';

  test('refuses ids that would reach another endpoint, before anything is sent', async () => {
    const server = await startLoopback(() => ({ json: {} }));
    const client = auth === 'oauth' ? checkoutAt(server.url) : recurringAt(server.url);
    const send = client.api[method as 'GET'] as unknown as Send;
    for (const value of REFUSED) {
      const error = await errorOf(send(path, { params: { path: { [name]: value } } }));
      expect(error, String(value)).toMatchObject({ name: 'ConfigurationError' });
      expect(error.message).toMatch(new RegExp(`(${id}|${path.replaceAll(/[{}]/g, '.')}): ${name} is `));
    }
    expect(server.requests).toEqual([]);
  });
});

test('the methods refuse such ids too', async () => {
  const server = await startLoopback(() => ({ json: {} }));
  const { orders } = checkoutAt(server.url);
  const { paymentRequests, notifications } = recurringAt(server.url);
  for (const call of [
    () => orders.get('..'),
    () => orders.update('%2e%2e', { reference: 'x' }),
    () => paymentRequests.authorize('', 'token'),
    () => paymentRequests.methods('.'),
    () => notifications.markRead('..'),
  ]) {
    expect((await errorOf(call())).name).toBe('ConfigurationError');
  }
  expect(server.requests).toEqual([]);
});

test('a slash, a question mark and a percent sign stay inside their segment', async () => {
  const server = await startLoopback(() => ({ json: { id: 'a' } }));
  const { orders } = checkoutAt(server.url);
  for (const id of ['a/../b', '../admin', 'a?b=c', 'a#b', '50%', 'a b', 'ė', '...', '..a', '%2f']) await orders.get(id);
  expect(server.calls().map(({ url }) => url.replace('/merchant-order/integration/v1/orders/', ''))).toEqual([
    'a%2F..%2Fb',
    '..%2Fadmin',
    'a%3Fb%3Dc',
    'a%23b',
    '50%25',
    'a%20b',
    '%C4%97',
    '...',
    '..a',
    '%252f',
  ]);
});

test('every accepted id reaches the server unchanged, below that path', async () => {
  const urls: string[] = [];
  const prefix = 'https://api.paysera.com/merchant-order/integration/v1/orders/';
  const { orders } = checkoutAt('https://api.paysera.com', {
    fetch: async (url) => {
      urls.push(String(url));
      return Response.json({ access_token: 't', expires_in: 3600, id: 'a' });
    },
  });
  const ids: string[] = [];
  const piece = fc.oneof(
    fc.string({ unit: ANY_CHARACTER }),
    fc.constantFrom('.', '..', '/', '%2e', '%', '\\', '\t', '\n', '?', '#'),
  );
  seeded(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      const id = pieces.join('');
      try {
        encodePath('/{id}', { id }, 'getOrder');
        ids.push(id);
      } catch (error) {
        expect((error as Error).name).toBe('ConfigurationError');
      }
    }),
  );
  expect(ids.length).toBeGreaterThan(50);
  for (const id of ids) {
    await orders.get(id);
    const url = new URL(urls.at(-1) ?? '');
    expect(url.href.startsWith(prefix), JSON.stringify(id)).toBe(true);
    expect(decodeURIComponent(url.href.slice(prefix.length))).toBe(id);
  }
});
