import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import * as paysera from '../../../src/index.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';

/** An error as a call throws it, from a response that repeats what nobody may print. */
async function refusedOrder(): Promise<paysera.PayseraError> {
  const checkout = checkoutAt('https://paysera.example', {
    fetch: async (url) =>
      String(url).endsWith('/token')
        ? Response.json({ access_token: 'access-token-1', expires_in: 60 })
        : Response.json(
            { error: 'invalid_request', error_description: 'No order for ada@shop.example', secret: 'body-canary' },
            { status: 422, headers: { 'x-request-id': 'request-1', 'x-canary': 'header-canary' } },
          ),
  });
  return errorOf(checkout.orders.create({ purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } }));
}

const CANARIES = /canary|access-token-1|client-secret-1|ada@/;

describe('JSON.stringify of an error', () => {
  test('begins with the name and the message, and has the fields of the error', async () => {
    const error = await refusedOrder();
    const json: unknown = JSON.parse(JSON.stringify({ error })).error;
    expect(json).toEqual({
      name: 'ValidationError',
      message: error.message,
      ...JSON.parse(JSON.stringify({ ...error })),
    });
    expect(Object.keys(Object(json)).slice(0, 2)).toEqual(['name', 'message']);
    expect(json).toMatchObject({
      status: 422,
      code: 'invalid_request',
      operation: 'createOrder',
      requestId: 'request-1',
    });
    expect(JSON.stringify(json)).not.toMatch(CANARIES);
  });

  test.each([
    ['ConfigurationError', new paysera.ConfigurationError('Set it.')],
    ['TimeoutError', new paysera.TimeoutError('Too late.', { operation: 'getOrder' })],
    ['OutcomeUnknownError', new paysera.OutcomeUnknownError('Nobody knows.', { operation: 'createOrder' })],
  ])('of another class, %s, has its name and message as well', (name, error) => {
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, message: error.message, attempts: [] });
  });
});

test('pino prints an error whole, under whichever key it is logged', async () => {
  const lines: string[] = [];
  const { log } = fastify({ logger: { stream: { write: (line: string) => lines.push(line) } } });
  const error = await refusedOrder();
  log.error(error);
  log.error({ error }, 'a refused order');
  const [byItself, byKey] = lines.map((line): Record<string, unknown> => JSON.parse(line));
  const fields = { message: error.message, status: 422, code: 'invalid_request', requestId: 'request-1' };
  expect(byItself?.['err']).toMatchObject({ type: 'ValidationError', ...fields });
  expect(byKey?.['error']).toMatchObject({ name: 'ValidationError', ...fields });
  expect(lines.join()).not.toMatch(CANARIES);
});
