import { describe, expect, test, vi } from 'vitest';
import { createCheckout, createRecurringBilling, createTokenSource } from '../../../src/index.ts';
import { createClock } from '../../../src/runtime/clock.ts';
import { createTransport } from '../../../src/runtime/transport/transport.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback, TOKEN_PATH } from '../../support/loopback.ts';

const ORDER = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };

describe('a redirect is not followed', () => {
  test.each([301, 302, 303, 307, 308])(
    'and with %i on a read is an error, so that nothing arrives elsewhere',
    async (status) => {
      const elsewhere = await startLoopback(() => ({ json: {} }));
      const server = await startLoopback(() => ({ status, headers: { location: `${elsewhere.url}/stolen` } }));
      const error = await errorOf(checkoutAt(server.url).orders.get('a', { retry: false }));
      expect(error).toMatchObject({ name: 'MalformedResponseError', status, operation: 'getOrder' });
      expect(error.message).toMatch(/redirect/);
      expect(elsewhere.requests).toEqual([]);
    },
  );

  test.each([301, 302, 303])('and with %i on a creation may hide one: the outcome is unknown', async (status) => {
    const server = await startLoopback(() => ({ status, headers: { location: '/merchant-order' } }));
    const error = await errorOf(checkoutAt(server.url).orders.create(ORDER));
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'MalformedResponseError', status } });
    expect(server.calls()).toHaveLength(1);
  });

  test('for a signed request: the signature is not sent on', async () => {
    const elsewhere = await startLoopback(() => ({ json: {} }));
    const server = await startLoopback(() => ({ status: 307, headers: { location: elsewhere.url } }));
    const error = await errorOf(recurringAt(server.url).paymentRequests.authorize('abc', 'token'));
    expect(error).toMatchObject({ name: 'MalformedResponseError', status: 307 });
    expect(elsewhere.requests).toEqual([]);
  });

  test('for the token endpoint: the client secret is not sent on', async () => {
    const elsewhere = await startLoopback(() => ({ json: {} }), { tokens: false });
    const server = await startLoopback(() => ({ status: 308, headers: { location: elsewhere.url + TOKEN_PATH } }), {
      tokens: false,
    });
    await errorOf(checkoutAt(server.url).orders.get('a', { retry: false }));
    const { clientId, clientSecret } = CREDENTIALS;
    await errorOf(createTokenSource({ clientId, clientSecret, tokenUrl: server.url + TOKEN_PATH }).get());
    expect(server.requests.every(({ url }) => url === TOKEN_PATH)).toBe(true);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('credentials go to the configured origin only', () => {
  test('a call of client.api with another baseUrl is refused', async () => {
    const elsewhere = await startLoopback(() => ({ json: {} }));
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const { api } = checkoutAt(server.url);
    const moved = { params: { path: { id: 'a' } }, baseUrl: elsewhere.url };
    await expect(api.GET('/merchant-order/integration/v1/orders/{id}', moved)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
    expect(server.requests).toEqual([]);
    expect(elsewhere.requests).toEqual([]);
  });

  test('the transport refuses any other origin before it authenticates', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>();
    const authorize = vi.fn(async () => 'Bearer t');
    const transport = createTransport({
      origin: 'https://api.paysera.com',
      fetch,
      authentication: { authorize, renew: () => false },
      gate: undefined,
      clock: createClock(Date.now, () => {}),
      emit: () => {},
      random: () => 0,
    });
    for (const url of [
      'https://api.paysera.com.example/a',
      'http://api.paysera.com/a',
      'https://api.paysera.com:8443/a',
    ]) {
      const sending = transport({
        callId: () => 'c',
        operation: { id: 'getOrder', method: 'GET', path: '/a', auth: 'oauth', retry: 'safe' },
        method: 'GET',
        url,
        headers: {},
        body: undefined,
        signal: undefined,
        timeout: 1000,
        retry: {},
        idempotencyKey: undefined,
      });
      await expect(sending).rejects.toMatchObject({ name: 'ConfigurationError' });
    }
    expect(authorize).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('a baseUrl', () => {
  const make = (baseUrl: string) => [
    () => createCheckout({ clientId: 'a', clientSecret: 'b', baseUrl }),
    () => createRecurringBilling({ macId: 'a', macKey: 'b', baseUrl }),
  ];

  test.each([
    'https://api.paysera.com',
    'https://api.paysera.com/',
    'https://api.paysera.com:8443',
    'http://localhost:4010',
    'http://127.0.0.1:4010',
    'http://127.1:4010',
    'http://[::1]:4010',
    'http://paysera.localhost:4010',
  ])('of %s is accepted', (baseUrl) => {
    for (const create of make(baseUrl)) expect(create).not.toThrow();
  });

  test.each([
    'http://api.paysera.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'ftp://localhost',
    'file:///etc/hosts',
    'javascript:alert(1)',
    'api.paysera.com',
    '//api.paysera.com',
    '',
    'https://user:secret@api.paysera.com',
    'https://user@api.paysera.com',
    'https://api.paysera.com/?a=1',
    'https://api.paysera.com/#a',
  ])('of %o is refused when the client is created', (baseUrl) => {
    for (const create of make(baseUrl)) {
      expect(create).toThrow(expect.objectContaining({ name: 'ConfigurationError', code: 'configuration' }));
      expect(create).not.toThrow(/secret/);
    }
  });

  test('defaults to the host in the document of each API', async () => {
    const urls: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      urls.push(String(url));
      return Response.json({ access_token: 't', expires_in: 60, id: 'a', status: 'new' });
    };
    await createCheckout({ clientId: 'a', clientSecret: 'b', fetch }).orders.get('a');
    await createRecurringBilling({ macId: 'a', macKey: 'b', fetch }).paymentRequests.get('a');
    expect(urls).toEqual([
      'https://api.paysera.com/auth/realms/Paysera/protocol/openid-connect/token',
      'https://api.paysera.com/merchant-order/integration/v1/orders/a',
      'https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests/a',
    ]);
  });
});
