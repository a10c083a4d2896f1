import '../../support/loaded.ts';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCheckout, createRecurringBilling, Secret } from '../../../src/index.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

afterEach(() => vi.unstubAllEnvs());

describe('credentials', () => {
  test('come from the environment by default', async () => {
    vi.stubEnv('PAYSERA_CLIENT_ID', 'env-client');
    vi.stubEnv('PAYSERA_CLIENT_SECRET', 'env-secret');
    vi.stubEnv('PAYSERA_MAC_ID', 'env-mac');
    vi.stubEnv('PAYSERA_MAC_KEY', 'env-key');
    vi.stubEnv('PAYSERA_BUSINESS_ID', 'env-business');
    const loopback = await startLoopback(() => ({ json: { id: 'a', status: 'new' } }));
    await createCheckout({ baseUrl: loopback.url }).orders.get('a');
    await createRecurringBilling({ baseUrl: loopback.url }).paymentRequests.create(PAYMENT_REQUEST);
    expect(loopback.requests[0]?.text).toContain('client_id=env-client&client_secret=env-secret');
    expect(loopback.requests[2]?.headers.authorization).toContain('id="env-mac"');
    expect(JSON.parse(loopback.requests[2]?.text ?? '').business_id).toBe('env-business');
  });

  test('that are missing are named, with their variable', () => {
    for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'MAC_ID', 'MAC_KEY']) vi.stubEnv(`PAYSERA_${name}`, undefined);
    expect(() => createCheckout()).toThrow(/clientId.*PAYSERA_CLIENT_ID/);
    expect(() => createCheckout({ clientId: 'a' })).toThrow(/clientSecret.*PAYSERA_CLIENT_SECRET/);
    expect(() => createCheckout({ clientId: ' ', clientSecret: 'b' })).toThrow(/clientId is empty/);
    expect(() => createRecurringBilling()).toThrow(/macId.*PAYSERA_MAC_ID/);
    expect(() => createRecurringBilling({ macId: 'a' })).toThrow(/macKey.*PAYSERA_MAC_KEY/);
  });

  test('a missing businessId is named when a payment request needs it, before anything is sent', async () => {
    vi.stubEnv('PAYSERA_BUSINESS_ID', undefined);
    const loopback = await startLoopback(() => ({ json: { id: 'a', status: 'new' } }));
    const { paymentRequests } = recurringAt(loopback.url, { businessId: undefined });
    const error = await errorOf(paymentRequests.create(PAYMENT_REQUEST));
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('PAYSERA_BUSINESS_ID'),
    });
    expect(loopback.requests).toEqual([]);
  });

  test('may be Secrets, and are never printed', async () => {
    const loopback = await startLoopback(() => ({ json: { id: 'a', status: 'new' } }));
    const checkout = checkoutAt(loopback.url, { clientSecret: new Secret(CREDENTIALS.clientSecret) });
    const recurring = recurringAt(loopback.url, { macKey: new Secret(CREDENTIALS.macKey) });
    await checkout.orders.get('a');
    await recurring.paymentRequests.get('a');
    const printed =
      inspect([checkout, recurring], { depth: 20, showHidden: true }) + JSON.stringify([checkout, recurring]);
    for (const secret of [CREDENTIALS.clientSecret, CREDENTIALS.macKey, 'token-1'])
      expect(printed).not.toContain(secret);
  });
});

describe('Secret', () => {
  test('prints [secret] in every way, and is only revealed by reveal()', () => {
    const secret = new Secret('hush');
    const ways = [
      `${secret}`,
      String(secret),
      [secret].join(),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ a: { secret } }, { depth: 9, showHidden: true }),
      secret.toString(),
      JSON.stringify(structuredClone({ ...secret })),
      Object.values(secret).join(),
    ];
    for (const printed of ways) expect(printed).not.toContain('hush');
    expect(ways.slice(0, 3)).toEqual(['[secret]', '[secret]', '[secret]']);
    expect(secret.reveal()).toBe('hush');
  });
});
