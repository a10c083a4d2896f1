import { expect, test } from 'vitest';
import { createExchanges, type Exchange } from '../../src/sandbox/http/exchanges.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { contextOf } from '../../src/sandbox/start.ts';
import { PAYMENT_REQUEST } from '../support/payment-request.ts';
import { LINKS, ORDERS, orderWithLink, PAYMENTS, plainClient, REQUESTS } from './plain-client.ts';

const exchange = (id: number, body = ''): Exchange => ({
  id: String(id),
  at: 0,
  operation: 'getOrder',
  method: 'GET',
  url: 'http://127.0.0.1/',
  request: { headers: {}, body },
  duration: 1,
});

test('the latest 5,000 calls are kept, and fewer when their bodies are long', () => {
  const exchanges = createExchanges();
  for (let id = 0; id < 5_010; id++) exchanges.add(exchange(id));
  expect([exchanges.list().length, exchanges.list()[0]?.id]).toEqual([5_000, '10']);
  expect([exchanges.get('9'), exchanges.get('10')?.id]).toEqual([undefined, '10']);
  const long = 'x'.repeat(16_384);
  for (let id = 0; id < 2_000; id++) exchanges.add(exchange(10_000 + id, long));
  // 16 MiB of bodies.
  expect([exchanges.list().length, exchanges.list().at(-1)?.id]).toEqual([1024, '11999']);
});

test('a call says which order or payment request it is about', async () => {
  const sandbox = await startSandbox({ port: false });
  const client = plainClient(sandbox, sandbox.fetch);
  const { orderId, linkId, url } = await orderWithLink(client);
  const { id } = await sandbox.payer.pay(url);
  await client.checkout('GET', `${ORDERS}/${orderId}`);
  await client.checkout('GET', `${LINKS}/${linkId}`);
  await client.checkout('GET', `${PAYMENTS}/${id}`);
  await client.checkout('GET', ORDERS);
  const request = await client.recurring('POST', REQUESTS, {
    ...PAYMENT_REQUEST,
    business_id: sandbox.credentials.businessId,
  });
  const about = contextOf(sandbox)
    .exchanges.list()
    .map((call) => [call.operation, call.about]);
  expect(about).toEqual([
    ['createAccessToken', undefined],
    ['createOrder', orderId],
    ['createPaymentLink', orderId],
    ['getOrder', orderId],
    ['getPaymentLink', orderId],
    ['getPayment', orderId],
    ['listOrders', undefined],
    ['createPaymentRequest', request.body.id],
  ]);
  await sandbox.stop();
});
