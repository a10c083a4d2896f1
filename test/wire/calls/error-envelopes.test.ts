import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  type ApiError,
  isApiError,
  isPaymentCollectionNotActivatedError,
  type RateLimitError,
} from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { closedPort } from '../../support/closed-port.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';

async function errorWith(status: number, body: unknown, headers: Record<string, string> = {}): Promise<ApiError> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const server = await startLoopback(() => ({ status, text, headers }));
  return errorOf<ApiError>(checkoutAt(server.url).orders.get('a', { retry: false }));
}

interface ErrorFields {
  readonly error: string;
  readonly description?: string;
  readonly fields?: Record<string, string[]>;
  readonly errorUri?: string;
}

describe.each([
  ['with application/json', { 'content-type': 'application/json' }],
  ['with application/problem+json', { 'content-type': 'application/problem+json; charset=utf-8' }],
  ['with text/html', { 'content-type': 'text/html' }],
  ['without a Content-Type', {}],
])('an error envelope, %s', (_, headers) => {
  test.each<[string, number, unknown, ErrorFields]>([
    [
      'of the guide, with places',
      400,
      {
        error: 'invalid_request',
        error_description: 'Validation failed',
        error_properties: { 'purchase.amount': ['Amount should be greater than 0'] },
      },
      {
        error: 'invalid_request',
        description: 'Validation failed',
        fields: { 'purchase.amount': ['Amount should be greater than 0'] },
      },
    ],
    [
      'of the guide, simple',
      404,
      { error: 'not_found', error_description: 'Project not found or access denied' },
      { error: 'not_found', description: 'Project not found or access denied', fields: {} },
    ],
    [
      'of the older documentation, message and details',
      422,
      {
        error: 'validation_error',
        message: 'The request is invalid',
        details: [
          { field: 'purchase.currency', message: 'Currency is required' },
          { field: 'purchase.currency', message: 'Invalid currency' },
        ],
      },
      {
        error: 'validation_error',
        description: 'The request is invalid',
        fields: { 'purchase.currency': ['Currency is required', 'Invalid currency'] },
      },
    ],
    [
      'of RFC 9457',
      422,
      { type: 'https://paysera.example/problems/x', title: 'Unprocessable', status: 422, detail: 'It is final' },
      { error: 'http_422', description: 'It is final', errorUri: 'https://paysera.example/problems/x', fields: {} },
    ],
    [
      'of RFC 9457, bare',
      403,
      { type: 'about:blank', title: 'Forbidden' },
      { error: 'http_403', description: 'Forbidden' },
    ],
    [
      'of Recurring Billing, with error_uri',
      400,
      {
        error: 'invalid_parameters',
        error_description: 'Invalid price amount specified',
        error_uri: 'https://developers.paysera.com/en/checkout/errors',
      },
      {
        error: 'invalid_parameters',
        description: 'Invalid price amount specified',
        errorUri: 'https://developers.paysera.com/en/checkout/errors',
      },
    ],
    [
      'of the framework, with errors',
      400,
      {
        error: 'invalid_parameters',
        errors: [{ code: 'x', message: 'limit cannot exceed 200', field: 'limit' }, 'odd', null],
      },
      { error: 'invalid_parameters', fields: { limit: ['limit cannot exceed 200'] } },
    ],
    [
      'of Keycloak',
      401,
      { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
      { error: 'invalid_client', description: 'Invalid client or Invalid client credentials' },
    ],
    ['with an error object', 400, { error: { code: 'odd_one' } }, { error: 'odd_one' }],
    [
      'with a place that has one message instead of a list',
      400,
      { error: 'x', error_properties: { limit: 'too large', other: [7, null, 'fine'] } },
      { error: 'x', fields: { limit: ['too large'], other: ['fine'] } },
    ],
    ['that is a list', 400, [1], { error: 'http_400', fields: {} }],
    ['that is null', 400, null, { error: 'http_400', fields: {} }],
    ['that is a string', 400, '"no"', { error: 'http_400', fields: {} }],
    ['that is HTML', 502, '<html><h1>Bad Gateway</h1></html>', { error: 'http_502', fields: {} }],
    ['that is plain text', 406, 'Not acceptable', { error: 'http_406', fields: {} }],
    ['that is empty', 401, '', { error: 'http_401', fields: {} }],
    ['that is cut short', 500, '{"error":"inter', { error: 'http_500', fields: {} }],
  ])('%s, is parsed', async (__, status, body, expected) => {
    const error = await errorWith(status, body, headers);
    expect(isApiError(error)).toBe(true);
    expect(error).toMatchObject({ status, code: expected.error, operation: 'getOrder', ...expected });
    expect(error.message).toContain(`${status} ${expected.error}`);
  });
});

describe('the error class follows the status:', () => {
  test.each<[number, string]>([
    [400, 'ValidationError'],
    [401, 'AuthenticationError'],
    [402, 'ApiError'],
    [403, 'PermissionError'],
    [404, 'NotFoundError'],
    [405, 'ApiError'],
    [406, 'NotAcceptableError'],
    [409, 'ConflictError'],
    [415, 'ApiError'],
    [422, 'ValidationError'],
    [429, 'RateLimitError'],
    [499, 'ApiError'],
    [500, 'ServerError'],
    [502, 'ServerError'],
    [503, 'ServerError'],
    [504, 'ServerError'],
    [599, 'ServerError'],
  ])('%i is a %s', async (status, name) => {
    expect(await errorWith(status, {})).toMatchObject({ name, status, error: `http_${status}` });
  });
});

describe('payment_collection_not_activated', () => {
  test('has its own class, and says what to do in the merchant portal', async () => {
    const server = await startLoopback(() => ({ status: 400, json: { error: 'payment_collection_not_activated' } }));
    const error = await errorOf(
      checkoutAt(server.url).orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } }),
    );
    expect(isPaymentCollectionNotActivatedError(error)).toBe(true);
    expect(error).toMatchObject({ name: 'PaymentCollectionNotActivatedError', status: 400 });
    expect(error.message).toMatch(/merchant portal/);
    expect(error.message).toMatch(/Test Mode/);
  });
});

describe('an error also has', () => {
  test('the request id, the rate limit and Retry-After', async () => {
    const error = (await errorWith(
      429,
      { error: 'too_many_requests' },
      {
        'x-request-id': 'req-7',
        'retry-after': '42',
        'x-ratelimit-limit': '50',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '42',
      },
    )) as RateLimitError;
    expect(error).toMatchObject({
      requestId: 'req-7',
      retryAfter: 42,
      rateLimit: { limit: 50, remaining: 0, reset: 42 },
    });
    expect(error.message).toContain('req-7');
  });

  test('no rate limit when its headers are not numbers', async () => {
    const error = await errorWith(400, {}, { 'x-ratelimit-limit': 'many', 'x-ratelimit-reset': '-1' });
    expect(error.rateLimit).toBeUndefined();
  });

  test('the correlation id of Recurring Billing', async () => {
    const server = await startLoopback(() => ({ status: 400, headers: { 'paysera-correlation-id': 'c-7' } }));
    expect((await errorOf(recurringAt(server.url).paymentRequests.get('a'))).requestId).toBe('c-7');
  });
});

describe('an error is safe to log:', () => {
  const body = {
    error: 'invalid_request',
    error_description: 'No payer ada@example.com',
    extra: 'card 4111111111111111',
  };

  test('its body is available, at most 8,192 characters of it, and never printed', async () => {
    const error = await errorWith(400, body);
    expect(error.body).toBe(JSON.stringify(body));
    const printed = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + error.stack;
    expect(printed).not.toContain('4111111111111111');
    expect((await errorWith(400, 'x'.repeat(20_000))).body).toHaveLength(8192);
  });

  test('its description and message show no e-mail address, IBAN or token', async () => {
    const leak = 'ada@example.com LT121000011101001000 eyJhbGciOi.eyJzdWIi.c2ln';
    const error = await errorWith(400, { error: 'x', error_description: leak, error_properties: { a: [leak] } });
    const printed = JSON.stringify([error, error.message, error.description, error.fields]);
    expect(printed).not.toMatch(/ada@|LT12|eyJ/);
    expect(error.description).toBe('[e-mail] [IBAN] [credential]');
  });

  test('neither token nor secret is in it or in its chain of causes', async () => {
    const error = await errorWith(400, body);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/token-1|client-secret|Bearer/);
  });

  test('a field named __proto__ is a field like any other', async () => {
    const error = await errorWith(400, '{"error":"x","error_properties":{"__proto__":["a"],"constructor":["b"]}}');
    expect(Object.entries(error.fields)).toEqual([
      ['__proto__', ['a']],
      ['constructor', ['b']],
    ]);
    expect(({} as Record<string, unknown>)['0']).toBeUndefined();
  });
});

describe('without a response,', () => {
  test('a refused connection is a ConnectionError that names the address, and is retried', async () => {
    const gone = await closedPort();
    const error = await errorOf(recurringAt(gone, { random: () => 0 }).paymentRequests.authorize('a', 'token'));
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'connection_failed' });
    expect(error.message).toContain(gone);
    expect(error.attempts).toHaveLength(3);
  });

  test('a connection that breaks before the response leaves a creation unknown', async () => {
    const server = await startLoopback(() => (_, request) => request.socket.destroy());
    const { orders } = checkoutAt(server.url, { random: () => 0 });
    const creating = orders.create({ purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } });
    expect(await errorOf(creating)).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'ConnectionError' } });
    expect(server.calls()).toHaveLength(1);
    expect(await errorOf(orders.get('a'))).toMatchObject({ name: 'ConnectionError' });
    expect(server.calls(), 'a read is tried again').toHaveLength(4);
  });
});
