import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCheckout, type Logger } from '../../../src/index.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const CREATE = { purchase: { reference: 'CANARY-reference', amount: 1000, currency: 'EUR' } };
const headers = { 'x-request-id': 'req-1' };

/** A logger that keeps its lines. Resolves once as many as expected have come. */
function kept() {
  const lines: string[] = [];
  const write = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
  const logger: Logger = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
  return {
    logger,
    lines,
    has: (count: number) => vi.waitFor(() => expect(lines.length).toBeGreaterThanOrEqual(count)),
  };
}

afterEach(() => vi.unstubAllEnvs());

describe('a logger', () => {
  test('gets one line a call and one an attempt, with ids, status, duration and waits', async () => {
    const server = await startLoopback((_, index) =>
      index === 0 ? { status: 503, headers } : { headers, json: { id: 'a', status: 'new' } },
    );
    const { logger, lines, has } = kept();
    await recurringAt(server.url, { logger, validation: 'off', random: () => 0 }).paymentRequests.get('secret-id');
    await has(3);
    const [first, second, call] = lines;
    const start = 'paysera getPaymentRequest GET /checkout/rest/v1/payment-requests/{id}';
    const id = /call ([\da-f-]{36}), request req-1$/;
    expect(first).toMatch(
      new RegExp(`^debug ${start.replace(/[{}]/g, '\\$&')} attempt 1: 503, next in 0 ms, \\d+ ms, call`),
    );
    expect(second).toMatch(/^debug .* attempt 2: 200, \d+ ms, call/);
    expect(call).toMatch(/^info .* ok, 2 attempts, 200, \d+ ms, call/);
    expect(new Set(lines.map((line) => id.exec(line)?.[1])).size).toBe(1);
    expect(lines).toHaveLength(3);
  });

  test.each<[string, number, RegExp]>([
    ['a refusal', 404, /^warn paysera createOrder POST .* failed, not_found, 1 attempt, 404, \d+ ms/],
    ['an unknown outcome', 500, /^error paysera createOrder POST .* unknown, outcome_unknown, 1 attempt, \d+ ms/],
  ])('gets %s by its code, as what it is', async (_, status, expected) => {
    const server = await startLoopback(() => ({ status, headers, json: { error: 'not_found' } }));
    const { logger, lines, has } = kept();
    await errorOf(checkoutAt(server.url, { logger }).orders.create(CREATE));
    await has(3);
    expect(lines.at(-1)).toMatch(expected);
  });

  test('that throws fails no call', async () => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const broken = () => {
      throw new Error('my logger is down');
    };
    const logger = { error: broken, warn: broken, info: broken, debug: broken };
    await expect(checkoutAt(server.url, { logger }).orders.get('a')).resolves.toEqual({ id: 'a' });
  });

  test('that rejects fails no call, and nothing is left unhandled', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const server = await startLoopback(() => ({ json: { id: 'a' } }));
      let lines = 0;
      // Not a mock: those handle the promises that they return.
      const broken = async () => {
        lines++;
        throw new Error('my log collector is down');
      };
      const logger = { error: broken, warn: broken, info: broken, debug: broken };
      await expect(checkoutAt(server.url, { logger }).orders.get('a')).resolves.toEqual({ id: 'a' });
      await vi.waitFor(() => expect(lines).toBeGreaterThan(2));
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  test.each(['error', 'warn', 'info', 'debug'] as const)('without %s is refused', (name) => {
    const logger = { ...kept().logger, [name]: undefined } as unknown as Logger;
    expect(() => createCheckout({ ...CREDENTIALS, logger })).toThrow(
      'logger: expected the methods error, warn, info and debug. Nothing was sent.',
    );
  });

  test('gets no body, no header and no credential', async () => {
    const canaries = {
      ...{ clientId: 'CANARY-client', clientSecret: 'CANARY-secret', macId: 'CANARYmacid', macKey: 'CANARYmackey' },
    };
    const server = await startLoopback(({ url }, index) => ({
      ...(url?.endsWith('/token')
        ? { json: { access_token: 'CANARY-token', expires_in: 300 } }
        : index % 3 === 0
          ? {
              status: 400,
              json: { error: 'invalid', error_description: 'CANARY-description', email: 'CANARY@example.com' },
            }
          : index % 3 === 1
            ? { status: 503, text: 'CANARY-text' }
            : { json: { order_id: 'CANARY-order', id: 'CANARY-id', status: 'new', hidden: 'CANARY-hidden' } }),
      headers: { 'x-secret': 'CANARY-header', 'set-cookie': 'CANARY-cookie' },
    }));
    const { logger, lines, has } = kept();
    const { clientId, clientSecret, macId, macKey } = canaries;
    const checkout = checkoutAt(server.url, { clientId, clientSecret, logger, random: () => 0 });
    const recurring = recurringAt(server.url, { macId, macKey, logger, random: () => 0 });
    for (let round = 0; round < 3; round++) {
      await Promise.allSettled([
        checkout.orders.create(CREATE, { headers: { 'x-trace': 'CANARY-trace' } }),
        checkout.orders.get('CANARY-path'),
        checkout.orders.list({ q: 'CANARY-query' }),
        recurring.paymentRequests.setEmail('CANARY-path', 'CANARY@example.com'),
        recurring.paymentRequests.create({ ...PAYMENT_REQUEST, payer: { email: 'CANARY@example.com' } }),
        recurring.paymentRequests.authorize('CANARY-path', 'CANARY-card-token'),
      ]);
    }
    await has(30);
    expect(lines.join('\n')).not.toMatch(/canary/i);
  });
});

describe('PAYSERA_LOG', () => {
  const ORDER = () => startLoopback(() => ({ json: { id: 'a' } }));

  test.each([
    ['debug', ['debug', 'info']],
    ['info', ['info']],
    ['warn', []],
    ['off', []],
  ])('%s logs to the console', async (level, expected) => {
    vi.stubEnv('PAYSERA_LOG', level);
    const server = await ORDER();
    const spies = (['error', 'warn', 'info', 'debug'] as const).map((name) =>
      Object.assign(
        vi.spyOn(console, name).mockImplementation(() => {}),
        { level: name },
      ),
    );
    try {
      await checkoutAt(server.url, { validation: 'off' }).orders.get('a');
      const used = () => spies.filter(({ mock }) => mock.calls.length > 0).map((spy) => spy.level);
      await vi.waitFor(() => expect(used().sort()).toEqual(expected));
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });

  test('says how much goes to the logger too', async () => {
    vi.stubEnv('PAYSERA_LOG', 'info');
    const server = await ORDER();
    const { logger, lines, has } = kept();
    await checkoutAt(server.url, { logger, validation: 'off' }).orders.get('a');
    await has(1);
    expect(lines).toEqual([expect.stringMatching(/^info paysera getOrder .* ok, 1 attempt, 200/)]);
  });

  test('and a logger that are none are refused', () => {
    const { clientId, clientSecret } = CREDENTIALS;
    const options: object = { clientId, clientSecret, logger: { log: () => {} } };
    expect(() => createCheckout(options)).toThrow('logger: expected the methods error, warn, info and debug.');
    vi.stubEnv('PAYSERA_LOG', 'verbose');
    expect(() => createCheckout({ clientId, clientSecret })).toThrow(
      'PAYSERA_LOG: expected off, error, warn, info or debug.',
    );
  });
});
