import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fieldsOf } from '../../../src/wire/fields-of.ts';
import { plainClient } from '../../sandbox/plain-client.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { type Api, fieldAt, operationOf, responseSchema } from './schema.ts';
import { factsOf, named } from './table.ts';

// The statuses and error codes that Paysera's guide pages list.

const ERRORS: Readonly<Record<number, string>> = {
  400: 'ValidationError',
  401: 'AuthenticationError',
  403: 'PermissionError',
  404: 'NotFoundError',
  406: 'NotAcceptableError',
  409: 'ConflictError',
  429: 'RateLimitError',
  500: 'ServerError',
};

/** The error of a read that is answered so. */
function errorFor(api: Api, status: number, error: string): Promise<unknown> {
  const fetch = async (url: unknown) =>
    String(url).endsWith('/token')
      ? Response.json({ access_token: 't', expires_in: 3600, token_type: 'Bearer' })
      : Response.json({ error, error_description: 'd' }, { status });
  const options = { fetch: fetch as typeof globalThis.fetch, retry: false as const };
  return errorOf(
    api === 'checkout'
      ? checkoutAt('http://127.0.0.1:1', options).orders.get('a')
      : recurringAt('http://127.0.0.1:1', options).paymentRequests.get('a'),
  );
}

/** Makes the sandbox answer a status. */
async function provoke(api: Api, status: number): Promise<{ status: number; body: { error?: string } }> {
  const sandbox = await startSandbox({ port: false, rateLimit: 2 });
  const raw = plainClient(sandbox, sandbox.fetch);
  const [orders, requests] = ['/merchant-order/integration/v1/orders', '/checkout/rest/v1/payment-requests'];
  const root = api === 'checkout' ? orders : requests;
  const send = api === 'checkout' ? raw.checkout : raw.recurring;
  const id = '11111111-2222-4333-8444-555555555555';
  try {
    if (status === 400) return await send('POST', root, { purchase: {} });
    if (status === 401) return await raw.raw('GET', root, undefined, {});
    if (status === 404) return await send('GET', `${root}/${id}`);
    if (status === 406) return await send('GET', root, undefined, { Accept: 'text/html' });
    if (status === 403 && api === 'recurring-billing') {
      return await send('POST', root, { ...PAYMENT_REQUEST, business_id: 'another' });
    }
    if (status === 409) {
      const { body } = await send('POST', root, { ...PAYMENT_REQUEST, business_id: sandbox.credentials.businessId });
      return await send('PUT', `${root}/${body.id}/capture`);
    }
    if (status === 429) {
      await send('GET', root);
      await send('GET', root);
      return await send('GET', root);
    }
    // No state of the sandbox leads here: a fault does.
    sandbox.faults.on(api === 'checkout' ? 'listOrders' : 'listPaymentRequests', { do: 'status', status });
    return await send('GET', root);
  } finally {
    await sandbox.stop();
  }
}

describe.each(named(factsOf('status'), ({ api, status }) => `${api} answers ${status}`))('%s', (_, { api, status }) => {
  test('the document has it', () => {
    const id = api === 'checkout' ? 'createOrder' : 'createPaymentRequest';
    expect(Object.keys(fieldsOf(operationOf(api, id)['responses']))).toContain(String(status));
  });

  test('the client throws its error for it', async () => {
    expect(await errorFor(api, status, 'x')).toMatchObject({ name: ERRORS[status], status });
  });

  test('the sandbox answers it', async () => {
    expect((await provoke(api, status)).status).toBe(status);
  });
});

describe.each(named(factsOf('error'), ({ code, status }) => `${code} is a ${status}`))(
  '%s',
  (_, { api, code, status }) => {
    test('the document has it', () => {
      const { enums } = fieldAt(api, responseSchema(api, 'createPaymentRequest', status), 'error');
      expect(enums).toContain(code);
    });

    test('the client has it as the code of its error', async () => {
      expect(await errorFor(api, status, code)).toMatchObject({ code, status });
    });

    test('the sandbox answers it', async () => {
      if (code === 'invalid_request') {
        const sandbox = await startSandbox({ port: false });
        const path = '/checkout/rest/v1/payment-requests/a/authorize';
        expect((await plainClient(sandbox, sandbox.fetch).recurring('PUT', path)).body.error).toBe(code);
        await sandbox.stop();
      } else expect((await provoke(api, status)).body.error).toBe(code);
    });
  },
);
