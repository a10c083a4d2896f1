import { channel } from 'node:diagnostics_channel';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PayseraEvent } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';

const CREATE = { purchase: { reference: 'HUSH-001', amount: 1000, currency: 'EUR' } };
const headers = { 'x-request-id': 'req-1' };

function listener() {
  const events: PayseraEvent[] = [];
  const of = <T extends PayseraEvent['type']>(type: T) =>
    events.filter((event): event is Extract<PayseraEvent, { type: T }> => event.type === type);
  return { events, of, onEvent: (event: PayseraEvent) => void events.push(event) };
}

describe('events', () => {
  test('report both attempts of a call, and its end', async () => {
    const server = await startLoopback((_, index) =>
      index === 0 ? { status: 503, headers } : { headers, json: { id: 'a', status: 'new' } },
    );
    const { of, onEvent } = listener();
    await recurringAt(server.url, { onEvent, random: () => 0 }).paymentRequests.get('a');
    expect(of('attempt')).toEqual([
      {
        type: 'attempt',
        callId: expect.any(String),
        operation: 'getPaymentRequest',
        path: '/checkout/rest/v1/payment-requests/{id}',
        method: 'GET',
        url: `${server.url}/checkout/rest/v1/payment-requests/{id}`,
        attempt: 1,
        queued: expect.any(Number),
        reason: '503',
        status: 503,
        requestId: 'req-1',
        duration: expect.any(Number),
        wait: 0,
      },
      {
        type: 'attempt',
        callId: expect.any(String),
        operation: 'getPaymentRequest',
        path: '/checkout/rest/v1/payment-requests/{id}',
        method: 'GET',
        url: `${server.url}/checkout/rest/v1/payment-requests/{id}`,
        attempt: 2,
        queued: expect.any(Number),
        reason: '200',
        status: 200,
        requestId: 'req-1',
        duration: expect.any(Number),
      },
    ]);
    expect(of('call:end')).toEqual([
      {
        type: 'call:end',
        callId: expect.any(String),
        operation: 'getPaymentRequest',
        path: '/checkout/rest/v1/payment-requests/{id}',
        method: 'GET',
        url: `${server.url}/checkout/rest/v1/payment-requests/{id}`,
        outcome: 'ok',
        status: 200,
        requestId: 'req-1',
        attempts: 2,
        duration: expect.any(Number),
      },
    ]);
  });

  test.each<[string, number, object]>([
    ['a refusal', 404, { outcome: 'failed', code: 'not_found', attempts: 1, requestId: 'req-1' }],
    ['an unknown outcome', 500, { outcome: 'unknown', code: 'outcome_unknown', attempts: 1, requestId: 'req-1' }],
  ])('report %s by its code', async (_, status, expected) => {
    const server = await startLoopback(() => ({ status, headers, json: { error: 'not_found' } }));
    const { of, onEvent } = listener();
    await errorOf(checkoutAt(server.url, { onEvent }).orders.create(CREATE));
    expect(of('call:end')).toMatchObject([{ type: 'call:end', operation: 'createOrder', ...expected }]);
  });

  test('report a call that is refused before it is sent, without an attempt', async () => {
    const { events, onEvent } = listener();
    await errorOf(checkoutAt('https://api.paysera.com', { onEvent }).orders.get('..'));
    expect(events).toMatchObject([
      { type: 'call:start', operation: 'getOrder' },
      { type: 'call:end', operation: 'getOrder', outcome: 'failed', attempts: 0 },
    ]);
  });

  test('of a hundred calls at once are told apart by callId, from call:start to call:end', async () => {
    const server = await startLoopback(({ url }) =>
      url?.endsWith('/token')
        ? { json: {} }
        : Number(url?.slice(-1)) === 7
          ? { status: 404 }
          : { headers, json: { id: 'a' } },
    );
    const { events, of, onEvent } = listener();
    const { orders } = checkoutAt(server.url, { onEvent });
    await Promise.allSettled(Array.from({ length: 100 }, (_, index) => orders.get(`o-${index}`)));
    const calls = new Map<string, PayseraEvent[]>();
    for (const event of events) {
      if (!('path' in event) || event.type === 'drift' || event.operation !== 'getOrder') continue;
      calls.set(event.callId, [...(calls.get(event.callId) ?? []), event]);
    }
    expect(calls.size).toBe(100);
    for (const [callId, own] of calls) {
      expect(callId).toMatch(/^[\da-f-]{36}$/);
      expect(own.map(({ type }) => type)).toEqual(['call:start', 'attempt', 'call:end']);
      for (const event of own) {
        expect(event).toMatchObject({ method: 'GET', path: '/merchant-order/integration/v1/orders/{id}' });
      }
      expect(own.map((event) => 'attempt' in event && event.attempt)).toEqual([false, 1, false]);
    }
    expect(of('call:end').filter(({ outcome }) => outcome === 'failed')).toHaveLength(10);
    const [token] = of('token');
    expect(token?.callId).toMatch(/^[\da-f-]{36}$/);
    expect(of('attempt').filter(({ callId }) => callId === token?.callId)).toMatchObject([
      { operation: 'createAccessToken', attempt: 1 },
    ]);
  });

  test('contain no credential, header, body or personal data', async () => {
    const server = await startLoopback(({ method }) =>
      method === 'POST'
        ? { json: { order_id: 'o', id: 'a', status: 'new', hidden: 'HUSH' } }
        : { status: 400, text: 'HUSH' },
    );
    const { events, onEvent } = listener();
    await checkoutAt(server.url, { onEvent }).orders.create(CREATE);
    await errorOf(recurringAt(server.url, { onEvent }).paymentRequests.setEmail('a', 'hush@example.com'));
    expect(events.length).toBeGreaterThan(4);
    expect(JSON.stringify(events)).not.toMatch(/hush|token-1|client-secret|Bearer|MAC id|IrdTc8/i);
  });

  test('are delivered to a listener whose errors fail no call', async () => {
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    const onEvent = () => {
      throw new Error('my logger is down');
    };
    await expect(checkoutAt(server.url, { onEvent }).orders.get('a')).resolves.toEqual({ id: 'a' });
  });

  test('report once that the clock is 30 s off', async () => {
    const now = Date.UTC(2026, 0, 1);
    const date = new Date(now + 120_000).toUTCString();
    const server = await startLoopback(() => ({ headers: { date }, json: { id: 'a', status: 'new' } }));
    const { of, onEvent } = listener();
    const { paymentRequests } = recurringAt(server.url, { onEvent, now: () => now });
    for (let count = 0; count < 3; count++) await paymentRequests.get('a');
    expect(of('clock')).toHaveLength(1);
    expect(of('clock')[0]).toMatchObject({ offset: 120_500 });
  });

  test('are published to node:diagnostics_channel as paysera:<type> too', async () => {
    const received: unknown[] = [];
    const onCall = (message: unknown) => void received.push(message);
    channel('paysera:call:end').subscribe(onCall);
    onTestFinished(() => void channel('paysera:call:end').unsubscribe(onCall));
    const server = await startLoopback(() => ({ json: { id: 'a' } }));
    await checkoutAt(server.url).orders.get('a');
    expect(received).toMatchObject([{ type: 'call:end', operation: 'getOrder', outcome: 'ok' }]);
  });
});
