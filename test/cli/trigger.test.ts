import { describe, expect, test } from 'vitest';
import { verifyWebhook, type WebhookEvent } from '../../src/webhooks/index.ts';
import { closedPort } from '../support/closed-port.ts';
import { startLoopback } from '../support/loopback.ts';
import { paysera } from './run-cli.ts';

const secret = 'the-client-secret';
const env = { PAYSERA_CLIENT_SECRET: secret };

/** A server of a shop, and what reached it. */
async function shop(status: number) {
  const server = await startLoopback(() => ({ status }));
  const event = (): Promise<WebhookEvent> => {
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = server.requests;
    return verifyWebhook({
      headers: new Headers(headers as Record<string, string>),
      body: new Uint8Array(body),
      secret,
    });
  };
  return { server, to: `${server.url}/hooks/paysera?a=1`, event };
}

describe('paysera trigger', () => {
  test('sends a signed webhook with the given values', async () => {
    const { server, to, event } = await shop(200);
    const values = ['--amount', '1990', '--reference', 'ORDER-7', '--currency', 'USD', '--order-id', 'o-7', '--test'];
    const ended = await paysera(['trigger', 'order.paid', '--to', to, ...values], { env });
    expect(ended).toEqual({ code: 0, stdout: `✓ order.paid to ${to}: your server responded with 200.\n`, stderr: '' });
    expect(server.requests).toMatchObject([{ method: 'POST', url: '/hooks/paysera?a=1' }]);
    expect(await event()).toMatchObject({
      type: 'order',
      isTest: true,
      order: { merchant_order_id: 'ORDER-7', paysera_order_id: 'o-7', amount_paid: 1990, currency: 'USD' },
    });
  });

  test('reads the secret from standard input on request', async () => {
    const { to, event } = await shop(204);
    const args = ['trigger', 'payment.failed', '--to', to, '--payment-id', 'p-1', '--secret-stdin'];
    expect(await paysera(args, { stdin: `${secret}\n` })).toMatchObject({ code: 0 });
    expect(await event()).toMatchObject({ type: 'payment', payment: { id: 'p-1', status: 'failed' } });
  });

  test.each([302, 401, 500])('reports a response with %d, and ends with 1', async (status) => {
    const { to } = await shop(status);
    const { code, stdout } = await paysera(['trigger', 'order.paid', '--to', to], { env });
    expect(code).toBe(1);
    expect(stdout).toContain(`✗ order.paid to ${to}: your server responded with ${status}.`);
  });

  test('reports a server that does not run, and ends with 1', async () => {
    const to = `${await closedPort()}/hooks`;
    const { code, stdout } = await paysera(['trigger', 'order.paid', '--to', to], { env });
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('cannot be reached: ECONNREFUSED'),
    });
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown event', ['order.payed', '--to', 'http://127.0.0.1:9'], /^trigger expects one event: order\.paid, /],
    ['no event', ['--to', 'http://127.0.0.1:9'], /^trigger expects one event/],
    ['no address', ['order.paid'], /^trigger expects --to URL/],
    ['a path in place of an address', ['order.paid', '--to', '/hooks'], /^trigger expects --to URL/],
    ['another protocol', ['order.paid', '--to', 'ftp://127.0.0.1'], /^trigger expects --to URL/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await paysera(['trigger', ...args], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
