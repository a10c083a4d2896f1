import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { methodsOf } from '../../../scripts/shared/methods.ts';
import { createCheckout } from '../../../src/checkout/checkout.ts';
import { createRecurringBilling } from '../../../src/recurring-billing/recurring-billing.ts';
import type { Exchange } from '../../../src/sandbox/http/exchanges.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { contextOf } from '../../../src/sandbox/start.ts';
import {
  LINKS,
  NOTIFICATIONS,
  ORDERS,
  orderWithLink,
  PAYMENTS,
  PROJECT,
  plainClient,
  REQUESTS,
} from '../../sandbox/plain-client.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

let sandbox: Sandbox;
let client: ReturnType<typeof plainClient>;
let calls: readonly Exchange[];

const order = { purchase: { reference: "it's", amount: '1990', currency: 'EUR' } };
const request = () => ({
  ...PAYMENT_REQUEST,
  business_id: sandbox.credentials.businessId,
  order_id: `R-${Math.random()}`,
  price: { amount: '9.99', currency: 'EUR' },
  method_key: 'card',
  token_strategy: 'required',
});

/** Every operation once, without our client. */
beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: false, autoCapture: false });
  client = plainClient(sandbox);
  const { orderId, linkId, url } = await orderWithLink(client, undefined, { reference: 'A-1' });
  await client.checkout('POST', ORDERS, order);
  await client.checkout('PATCH', `${ORDERS}/${orderId}`, { reference: 'A-2' });
  await client.checkout('GET', `${ORDERS}/${orderId}`);
  await client.checkout('GET', `${ORDERS}?status[]=paid&status[]=closed&limit=5&q=a%20b`);
  await client.checkout('GET', LINKS);
  await client.checkout('GET', `${LINKS}/${linkId}`);
  await client.checkout('PUT', `${LINKS}/${linkId}`, { name: 'new' });
  const { id } = await sandbox.payer.pay(url);
  await client.checkout('GET', `${PAYMENTS}/${id}`);
  await client.checkout('GET', PAYMENTS);
  await client.checkout('GET', `${PAYMENTS}/${id}/refund-eligibility`);
  const refund = { amount: 500, currency: 'EUR' };
  await client.checkout('POST', `${PAYMENTS}/${id}/refunds`, refund, { 'Idempotency-Key': 'refund-1' });
  await client.checkout('GET', `${PROJECT}/project`);
  await client.checkout('GET', `${PROJECT}/websites?referrer=${encodeURIComponent('https://shop.example/a')}`);
  await client.checkout('GET', `${PROJECT}/methods?amount=1990&currency=EUR`);
  const other = await orderWithLink(client);
  await client.checkout('PUT', `${LINKS}/${other.linkId}/cancel`);

  const open = async () => (await client.recurring('POST', REQUESTS, request())).body;
  const first = await open();
  await client.recurring('GET', `${REQUESTS}/${first.id}/public-info`);
  await client.recurring('PUT', `${REQUESTS}/${first.id}/set-missing-email`, { email: 'a@b.c' });
  await client.recurring('PUT', `${REQUESTS}/${first.id}/set-email`, { email: 'a@b.c' });
  await client.recurring('GET', `${REQUESTS}/${first.id}/methods?limit=3`);
  await client.recurring('PUT', `${REQUESTS}/${first.id}/start-payment`, { method_key: 'card' });
  await sandbox.payer.pay(first.authorization_url);
  const paid = await client.recurring('GET', `${REQUESTS}/${first.id}`);
  const second = await open();
  await client.recurring('PUT', `${REQUESTS}/${second.id}/authorize`, { token: paid.body.issued_token });
  const part = { capture_amount: { amount: '5.00', currency: 'EUR' } };
  await client.recurring('PUT', `${REQUESTS}/${second.id}/capture`, part);
  await client.recurring('GET', `${REQUESTS}?status=captured`);
  await client.recurring('PUT', `${REQUESTS}/${(await open()).id}/cancel`);
  const { body } = await client.recurring('GET', `${NOTIFICATIONS}?status=new`);
  await client.recurring('GET', `${NOTIFICATIONS}/${body.items[0].id}`);
  await client.recurring('PUT', `${NOTIFICATIONS}/${body.items[0].id}/read`);
  calls = contextOf(sandbox).exchanges.list();
});
afterAll(() => sandbox.stop());

async function copied(call: Exchange | undefined, form: 'curl' | 'code'): Promise<string> {
  const response = await fetch(`${sandbox.url}/_sandbox/calls/${call?.id}/${form}`, { method: 'POST' });
  expect(response.status).toBe(200);
  return response.text();
}

/** The words of a command, as a POSIX shell reads those that are quoted with apostrophes. */
function words(command: string): string[] {
  return [...command.replaceAll('\\\n', ' ').matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(')/g, (_, text, quote) => quote ?? text),
  );
}

/** Does what curl would do. */
function run(command: string): Promise<Response> {
  const [curl, ...rest] = words(command);
  expect(curl).toBe('curl');
  const value = (flag: string) => rest[rest.indexOf(flag) + 1] ?? '';
  const headers = rest.flatMap((word, place) => (rest[place - 1] === '-H' ? [word] : []));
  const body = rest.includes('--data-raw') ? value('--data-raw') : null;
  return fetch(rest[2] ?? '', {
    method: value('-X'),
    headers: headers.map((header): [string, string] => {
      const colon = header.indexOf(': ');
      return [header.slice(0, colon), header.slice(colon + 2)];
    }),
    body,
  });
}

describe('a call copied as curl', () => {
  test.each(['createOrder', 'listOrders', 'listPaymentRequests', 'createAccessToken'])(
    'has credentials that work: %s',
    async (operation) => {
      const call = calls.findLast((one) => one.operation === operation);
      const response = await run(await copied(call, 'curl'));
      expect(response.status).toBe(call?.response?.status);
      const [repeated] = contextOf(sandbox).exchanges.list().slice(-1);
      expect([repeated?.operation, repeated?.url, repeated?.request.body]).toEqual([
        operation,
        call?.url,
        call?.request.body,
      ]);
    },
  );

  test('quotes an apostrophe', async () => {
    const call = calls.find(({ request: { body } }) => body.includes("it's"));
    const response = await run(await copied(call, 'curl'));
    expect(response.status).toBe(201);
  });

  test('is not made for another site, and not of a body that was cut', async () => {
    const [first] = calls;
    const url = `${sandbox.url}/_sandbox/calls/${first?.id}/curl`;
    const other = await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect([other.status, (await fetch(url)).status]).toEqual([403, 404]);
    await client.checkout('POST', ORDERS, { ...order, metadata: { note: 'x'.repeat(20_000) } });
    const [cut] = contextOf(sandbox).exchanges.list().slice(-1);
    const refused = await fetch(`${sandbox.url}/_sandbox/calls/${cut?.id}/curl`, { method: 'POST' });
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('too long')]);
  });
});

describe('a call copied as code for this client', () => {
  const methods = [...methodsOf('checkout'), ...methodsOf('recurring-billing')];

  test('names the method of each operation, and none for a token', async () => {
    const texts = new Map<string, string>();
    for (const call of calls) {
      if (call.operation !== 'createAccessToken') texts.set(call.operation, await copied(call, 'code'));
    }
    const named = methods.map(([operation]) => [operation, /await ([\w.]+)\(/.exec(texts.get(operation) ?? '')?.[1]]);
    expect(named).toEqual(methods);
    const token = calls.find(({ operation }) => operation === 'createAccessToken');
    const none = await fetch(`${sandbox.url}/_sandbox/calls/${token?.id}/code`, { method: 'POST' });
    expect(none.status).toBe(404);
  });

  test('makes the same call when it is run', async () => {
    const { credentials, url: baseUrl } = sandbox;
    const checkout = createCheckout({ ...credentials, baseUrl, rateLimit: false, retry: { limit: 0 } });
    const recurring = createRecurringBilling({ ...credentials, baseUrl, retry: { limit: 0 } });
    for (const call of calls) {
      if (call.operation === 'createAccessToken') continue;
      const code = await copied(call, 'code');
      const known = new Set(contextOf(sandbox).exchanges.list());
      // Many are refused the second time; what is sent is what counts.
      await new Function('checkout', 'recurring', `return (async () => { ${code} })()`)(checkout, recurring).catch(
        () => {},
      );
      const again = contextOf(sandbox)
        .exchanges.list()
        .find((one) => !known.has(one) && one.operation === call.operation);
      const pathOf = ({ url }: { url: string }) => decodeURIComponent(new URL(url).pathname + new URL(url).search);
      expect([call.operation, again && pathOf(again)]).toEqual([call.operation, expect.stringContaining(pathOf(call))]);
      // The client adds a unique_identifier of its own to a payment request that has none.
      if (call.request.body) expect(JSON.parse(again?.request.body ?? '')).toMatchObject(JSON.parse(call.request.body));
    }
  });
});
