import { describe, expect, test } from 'vitest';
import type { PayseraError, PayseraEvent } from '../../../src/index.ts';
import { CREDENTIALS, checkoutAt } from '../../support/clients.ts';
import { startLoopback, TOKEN_PATH } from '../../support/loopback.ts';

const ORDER = { id: 'a', amount: 1000, currency: 'EUR', status: 'paid' };
const token = (value: string) => ({ json: { access_token: value, expires_in: 3600, token_type: 'Bearer' } });

test('the token is requested by form, with the credentials only in the body', async () => {
  const server = await startLoopback(() => ({ json: ORDER }));
  const checkout = checkoutAt(server.url, { clientId: 'id & +=é', clientSecret: 's%3D&x=1' });
  await checkout.orders.get('a');
  const [tokenRequest] = server.requests;
  expect(tokenRequest).toMatchObject({
    method: 'POST',
    url: TOKEN_PATH,
    text: 'grant_type=client_credentials&client_id=id+%26+%2B%3D%C3%A9&client_secret=s%253D%26x%3D1',
  });
  expect(tokenRequest?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(tokenRequest?.headers.authorization).toBeUndefined();
  expect(Object.fromEntries(new URLSearchParams(tokenRequest?.text))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'id & +=é',
    client_secret: 's%3D&x=1',
  });
});

test('a token response is read up to 65,536 characters', async () => {
  const ofSize = (size: number) => {
    const answer = { access_token: 'token-1', expires_in: 3600, padding: '' };
    return JSON.stringify({ ...answer, padding: 'x'.repeat(size - JSON.stringify(answer).length) });
  };
  const call = async (size: number) => {
    const server = await startLoopback(({ url }) => (url === TOKEN_PATH ? { text: ofSize(size) } : { json: ORDER }), {
      tokens: false,
    });
    return checkoutAt(server.url).orders.get('a');
  };
  expect(await call(65_536)).toEqual(ORDER);
  await expect(call(65_537)).rejects.toMatchObject({
    name: 'MalformedResponseError',
    message: 'The response of the token endpoint has no access_token.',
  });
});

test('every call carries the access token', async () => {
  const server = await startLoopback(() => ({ json: ORDER }));
  const { orders } = checkoutAt(server.url);
  await orders.get('a');
  await orders.get('b');
  expect(server.calls().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-1']);
});

test('1,000 calls started at once make one token request', async () => {
  const server = await startLoopback(() => ({ json: ORDER }));
  const { orders } = checkoutAt(server.url);
  await Promise.all(Array.from({ length: 1000 }, () => orders.get('a')));
  expect(server.requests.filter(({ url }) => url === TOKEN_PATH)).toHaveLength(1);
  expect(server.calls()).toHaveLength(1000);
});

describe('a 401', () => {
  test('leads to one new token and one retry, also for a POST', async () => {
    const server = await startLoopback(
      ({ url, headers }, index) =>
        url === TOKEN_PATH
          ? token(`token-${index}`)
          : headers.authorization === 'Bearer token-0'
            ? { status: 401, json: { error: 'invalid_token' } }
            : { status: 201, json: { order_id: 'a', project_id: 'p', source: 's', created_at: 1, purchase: {} } },
      { tokens: false },
    );
    const { orders } = checkoutAt(server.url);
    await orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } });
    expect(server.requests.map(({ url, headers }) => [url === TOKEN_PATH, headers.authorization])).toEqual([
      [true, undefined],
      [false, 'Bearer token-0'],
      [true, undefined],
      [false, 'Bearer token-2'],
    ]);
    expect(server.requests[3]?.text).toBe(server.requests[1]?.text);
  });

  test('that comes twice is an AuthenticationError with both attempts', async () => {
    const server = await startLoopback(() => ({ status: 401, json: { error: 'invalid_token' } }));
    const error = (await checkoutAt(server.url)
      .orders.get('a')
      .catch((error: unknown) => error)) as PayseraError;
    expect(error).toMatchObject({ name: 'AuthenticationError', status: 401, operation: 'getOrder' });
    expect(error.attempts.map(({ status }) => status)).toEqual([401, 401]);
    expect(server.requests).toHaveLength(4);
  });

  test('of many concurrent calls requests one new token', async () => {
    let refused = 0;
    const server = await startLoopback(({ headers }) => {
      if (headers.authorization !== 'Bearer token-1') return { json: ORDER };
      refused++;
      return { status: 401, json: { error: 'invalid_token' } };
    });
    const { orders } = checkoutAt(server.url);
    await Promise.all(Array.from({ length: 20 }, () => orders.get('a')));
    expect(refused).toBe(20);
    expect(server.requests.filter(({ url }) => url === TOKEN_PATH)).toHaveLength(2);
  });

  test('is not retried with retry: false', async () => {
    const server = await startLoopback(() => ({ status: 401, json: { error: 'invalid_token' } }));
    await expect(checkoutAt(server.url).orders.get('a', { retry: false })).rejects.toMatchObject({ status: 401 });
    expect(server.calls()).toHaveLength(1);
  });
});

describe('the token endpoint', () => {
  test('that rejects the credentials is called once, and the call is never sent', async () => {
    const server = await startLoopback(
      () => ({
        status: 401,
        json: { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
      }),
      { tokens: false },
    );
    const error = await checkoutAt(server.url)
      .orders.get('a')
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'AuthenticationError', error: 'invalid_client' });
    expect((error as Error).message).toMatch(/merchant portal/);
    expect(server.requests).toHaveLength(1);
    const { clientSecret } = CREDENTIALS;
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain(clientSecret);
  });

  test('that fails once is called again, since it creates nothing', async () => {
    const server = await startLoopback(
      ({ url }, index) => (index === 0 ? { status: 503 } : url === TOKEN_PATH ? token('t') : { json: ORDER }),
      { tokens: false },
    );
    await checkoutAt(server.url, { random: () => 0 }).orders.get('a');
    expect(server.requests.map(({ url }) => url === TOKEN_PATH)).toEqual([true, true, false]);
  });

  test('that is down ends a creation in a plain ServerError, since nothing was sent', async () => {
    const server = await startLoopback(() => ({ status: 503 }), { tokens: false });
    const creating = checkoutAt(server.url, { random: () => 0 }).orders.create({
      purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' },
    });
    await expect(creating).rejects.toMatchObject({ name: 'ServerError', status: 503 });
    expect(server.requests.every(({ url }) => url === TOKEN_PATH)).toBe(true);
  });
});

test('a token is reported by its outcome and lifetime, never by its value', async () => {
  const events: PayseraEvent[] = [];
  const server = await startLoopback(() => ({ json: ORDER }));
  await checkoutAt(server.url, { onEvent: (event) => events.push(event) }).orders.get('a');
  expect(events.filter(({ type }) => type === 'token')).toEqual([
    { type: 'token', callId: expect.any(String), outcome: 'issued', lifetime: 3600 },
  ]);
  expect(JSON.stringify(events)).not.toMatch(/token-1|client-secret|Bearer/);
});
