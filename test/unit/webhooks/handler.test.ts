import { describe, expect, it, vi } from 'vitest';
import { isConfigurationError } from '../../../src/errors/configuration-error.ts';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import type { WebhookHandlerOptions } from '../../../src/webhooks/handler-options.ts';
import { webhookKey } from '../../../src/webhooks/inbox/inbox-key.ts';
import { memoryInbox } from '../../../src/webhooks/inbox/memory-inbox.ts';
import { signWebhook } from '../../../src/webhooks/sign.ts';
import { verifyWebhook } from '../../../src/webhooks/verify.ts';
import {
  DISTRIBUTION,
  headersOf,
  hmac,
  ORDER,
  PAYMENT,
  post,
  REFUND,
  SECRET,
} from '../../support/webhooks/payloads.ts';

function handlerOf(options: Partial<WebhookHandlerOptions>): (request: Request) => Promise<Response> {
  return createWebhookHandler({ secret: SECRET, on: {}, onError: () => {}, ...options });
}

async function keyOf(payload: unknown): Promise<string> {
  const body = JSON.stringify(payload);
  return webhookKey(await verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET }));
}

async function statusAndText(response: Promise<Response>): Promise<[number, string]> {
  const { status, ...rest } = await response.then(async (response) => ({
    status: response.status,
    text: await response.text(),
  }));
  return [status, rest.text];
}

describe('the response', () => {
  it('is 200 when the event was handled, by the handler of its type', async () => {
    const on = { order: vi.fn(), payment: vi.fn(), refund: vi.fn(), unknown: vi.fn() };
    const handler = handlerOf({ on });
    for (const payload of [ORDER, PAYMENT, REFUND, DISTRIBUTION]) {
      expect(await statusAndText(handler(post(payload)))).toEqual([200, 'handled']);
    }
    expect(on.order.mock.calls[0]?.[0]).toMatchObject({ type: 'order', order: { merchant_order_id: 'A-1001' } });
    expect(on.payment.mock.calls[0]?.[0]).toMatchObject({ type: 'payment', payment: { status: 'settled' } });
    expect(on.refund.mock.calls[0]?.[0]).toMatchObject({ type: 'refund', payment: { amount: 500 } });
    expect(on.unknown.mock.calls[0]?.[0]).toMatchObject({ type: 'unknown', payload: DISTRIBUTION });
    expect(on.order.mock.calls[0]?.[1]).toBeInstanceOf(Request);
    for (const called of Object.values(on)) expect(called).toHaveBeenCalledTimes(1);
  });

  it('is 200 for a duplicate with other delivery ids, and the handler is not run again', async () => {
    const order = vi.fn();
    const handler = handlerOf({ on: { order } });
    await handler(post(ORDER));
    const again = post(ORDER, {
      'x-paysera-request-id': 'other',
      'x-paysera-callback-id': 'other',
      'x-paysera-created-at': '1760090160',
    });
    expect(await statusAndText(handler(again))).toEqual([200, 'seen']);
    expect(order).toHaveBeenCalledTimes(1);
  });

  it('is 200 for an event without a handler', async () => {
    expect(await statusAndText(handlerOf({ on: { refund: vi.fn() } })(post(ORDER)))).toEqual([200, 'ignored']);
    expect(await statusAndText(handlerOf({})(post(DISTRIBUTION)))).toEqual([200, 'ignored']);
  });

  it('is 400 for a signed body that is malformed', async () => {
    for (const body of ['', '{}', 'x', '{"event":{"type":"","name":"x"}}', '{"event":{"type":"order","name":" "}}']) {
      expect(await statusAndText(handlerOf({})(post(body)))).toEqual([400, 'failed']);
    }
  });

  it('is 401 for a bad signature, or 403 if configured, so that Paysera retries', async () => {
    const order = vi.fn();
    const bad = () => [
      post(ORDER, { 'x-paysera-signature': hmac('x') }),
      post(ORDER, { 'x-paysera-signature': '' }),
      post(ORDER, { 'x-paysera-signature-alg': '' }),
      post(ORDER, { 'x-paysera-signature-alg': 'none' }),
    ];
    for (const request of bad()) expect((await handlerOf({ on: { order } })(request)).status).toBe(401);
    for (const request of bad())
      expect((await handlerOf({ on: { order }, badSignatureStatus: 403 })(request)).status).toBe(403);
    expect(order).not.toHaveBeenCalled();
  });

  it('is 413 for a body that is too long, without reading on', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const init = { method: 'POST', headers: headersOf('0'.repeat(64)), body: endless, duplex: 'half' };
    const response = handlerOf({ maxBytes: 10_000 })(new Request('https://shop.example', init));
    expect(await statusAndText(response)).toEqual([413, 'failed']);
    expect(pulled).toBeLessThan(15);
  });

  it('is 500 when the handler throws, and the event is handled when Paysera retries', async () => {
    const onError = vi.fn();
    const order = vi.fn().mockRejectedValueOnce(new Error('the database is down')).mockResolvedValue(undefined);
    const handler = handlerOf({ on: { order }, onError });
    expect(await statusAndText(handler(post(ORDER)))).toEqual([500, 'failed']);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'the database is down' }));
    expect(await statusAndText(handler(post(ORDER)))).toEqual([200, 'handled']);
    expect(await statusAndText(handler(post(ORDER)))).toEqual([200, 'seen']);
    expect(order).toHaveBeenCalledTimes(2);
  });

  it('is 500 when a handler throws synchronously, or throws something other than an error', async () => {
    const order = () => {
      throw undefined;
    };
    expect((await handlerOf({ on: { order } })(post(ORDER))).status).toBe(500);
  });

  it('is 503 while another delivery of the event is being handled', async () => {
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    const order = vi.fn(() => promise);
    const handler = handlerOf({ on: { order } });
    const first = handler(post(ORDER));
    await vi.waitFor(() => expect(order).toHaveBeenCalled());
    expect(await statusAndText(handler(post(ORDER)))).toEqual([503, 'busy']);
    resolve();
    expect(await statusAndText(first)).toEqual([200, 'handled']);
    expect(await statusAndText(handler(post(ORDER)))).toEqual([200, 'seen']);
    expect(order).toHaveBeenCalledTimes(1);
  });

  it('is 500, not 401, when the receiver consumed the body: Paysera gives up after a 401', async () => {
    const onError = vi.fn();
    const request = post(ORDER);
    await request.json();
    expect(await statusAndText(handlerOf({ onError })(request))).toEqual([500, 'failed']);
    expect(String(onError.mock.calls[0]?.[0])).toContain('NestJS');
  });

  it('is 500 also when what a handler throws looks like a bad signature: a 401 would lose the event', async () => {
    const order = () => verifyWebhook({ body: 'x', headers: headersOf('0'.repeat(64)), secret: 'another' });
    expect((await handlerOf({ on: { order } })(post(ORDER))).status).toBe(500);
  });

  it('is 500 when the sender disconnects in the middle of the body', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    const init = { method: 'POST', headers: headersOf('0'.repeat(64)), body, duplex: 'half' };
    expect((await handlerOf({})(new Request('https://shop.example', init))).status).toBe(500);
  });

  it('is 500 when the inbox cannot be reached, and the handler is not run', async () => {
    const order = vi.fn();
    const down = async () => {
      throw new Error('no connection');
    };
    const handler = handlerOf({ on: { order }, inbox: { ...memoryInbox(), claim: down } });
    expect((await handler(post(ORDER))).status).toBe(500);
    expect(order).not.toHaveBeenCalled();
  });

  it('is 200 when only the inbox fails after the handler succeeded, so that nothing runs again', async () => {
    const onError = vi.fn();
    const inbox = { ...memoryInbox(), done: () => Promise.reject(new Error('no connection')) };
    expect((await handlerOf({ on: { order: vi.fn() }, inbox, onError })(post(ORDER))).status).toBe(200);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

describe('exactly once', () => {
  it('200 simultaneous duplicates have one effect', async () => {
    const statuses: number[] = [];
    let end = () => {};
    const others = new Promise<void>((resolve) => {
      end = resolve;
    });
    const order = vi.fn(() => others);
    const handler = handlerOf({ on: { order } });
    const deliver = async () => {
      statuses.push((await handler(post(ORDER))).status);
      if (statuses.length === 199) end();
    };
    await Promise.all(Array.from({ length: 200 }, deliver));
    expect(order).toHaveBeenCalledTimes(1);
    expect(statuses, 'the others end while one is handled').toEqual([...Array<number>(199).fill(503), 200]);
    expect((await handler(post(ORDER))).status).toBe(200);
    expect(order).toHaveBeenCalledTimes(1);
  });

  it('both deliveries of one payment are accepted, in either order', async () => {
    for (const pair of [
      [PAYMENT, ORDER],
      [ORDER, PAYMENT],
    ]) {
      const on = { order: vi.fn(), payment: vi.fn() };
      const handler = handlerOf({ on });
      for (const payload of pair) expect(await statusAndText(handler(post(payload)))).toEqual([200, 'handled']);
      expect([on.order.mock.calls.length, on.payment.mock.calls.length]).toEqual([1, 1]);
    }
  });

  it('different events have different keys', async () => {
    const keys = await Promise.all(
      [
        PAYMENT,
        { ...PAYMENT, payment: { ...PAYMENT.payment, status: 'refunded' } },
        { ...PAYMENT, payment: { ...PAYMENT.payment, id: 'another' } },
        { ...PAYMENT, event: { type: 'payment', name: 'fee_updated' } },
        REFUND,
        // Two refunds of one payment may differ in nothing but the amount or the time.
        { ...REFUND, payment: { ...REFUND.payment, amount: 501 } },
        { ...REFUND, timestamp: REFUND.timestamp + 1 },
        ORDER,
        { ...ORDER, order: { ...ORDER.order, amount_paid: 995, status: 'pending_payment' } },
        { ...ORDER, order: { ...ORDER.order, payment_links: [] } },
        DISTRIBUTION,
        { ...DISTRIBUTION, distribution: { id: 'd-2' } },
      ].map(keyOf),
    );
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^(order|payment|refund|unknown):[0-9a-f]{64}$/);
  });

  it('one event has one key, whatever else changed', async () => {
    const later = { ...PAYMENT, timestamp: PAYMENT.timestamp + 3600, version: 2, extra: true };
    expect(await keyOf(later)).toBe(await keyOf(PAYMENT));
    const canceled = (status: string) => ({ ...PAYMENT, payment: { ...PAYMENT.payment, status } });
    expect(await keyOf(canceled('canceled'))).toBe(await keyOf(canceled('cancelled')));
    const old = { ...ORDER, event: { type: 'order', name: 'order.amount_paid_updated' } };
    expect(await keyOf(old)).toBe(await keyOf(ORDER));
    const touched = { ...ORDER, order: { ...ORDER.order, updated_at: 1 } };
    expect(await keyOf(touched)).toBe(await keyOf(ORDER));
    const [link] = ORDER.order.payment_links;
    const payments = [...(link?.payments ?? []), { ...link?.payments[0], id: 'second', status: 'failed' }];
    const listed = (list: unknown[]) => ({
      ...ORDER,
      order: { ...ORDER.order, payment_links: [{ ...link, payments: list }] },
    });
    expect(await keyOf(listed(payments))).toBe(await keyOf(listed(payments.toReversed())));
  });
});

describe('createWebhookHandler', () => {
  it('without a secret fails at once', () => {
    expect(() => createWebhookHandler({ secret: undefined, on: {} })).toThrow(expect.toSatisfy(isConfigurationError));
  });

  it('prints errors by default', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    await createWebhookHandler({ secret: SECRET, on: {} })(post(ORDER, { 'x-paysera-signature': hmac('x') }));
    expect(String(printed.mock.calls[0]?.[0])).toContain('OAuth client secret');
    expect(String(printed.mock.calls[0])).not.toContain(SECRET);
    printed.mockRestore();
  });

  it('calls handlers as methods of `on`', async () => {
    const shop = {
      paid: [] as string[],
      order(event: { order: { merchant_order_id: string } }) {
        this.paid.push(event.order.merchant_order_id);
      },
    };
    await handlerOf({ on: shop })(post(ORDER));
    expect(shop.paid).toEqual(['A-1001']);
  });
});

describe('signWebhook', () => {
  it('creates a delivery that the handler accepts', async () => {
    const order = vi.fn();
    const signed = await signWebhook({ body: ORDER, secret: SECRET });
    expect(signed.headers['x-paysera-signature']).toBe(hmac(JSON.stringify(ORDER)));
    expect(Object.keys(signed.headers).sort()).toEqual([
      'content-type',
      'x-paysera-callback-id',
      'x-paysera-created-at',
      'x-paysera-request-id',
      'x-paysera-signature',
      'x-paysera-signature-alg',
    ]);
    const request = new Request('https://shop.example', { method: 'POST', ...signed });
    expect(await statusAndText(handlerOf({ on: { order } })(request))).toEqual([200, 'handled']);
  });

  it('signs strings and bytes unchanged, and adds other headers', async () => {
    const text = await signWebhook({ body: '{ "a": 1 }', secret: 's', headers: { 'x-paysera-request-id': 'r-1' } });
    expect(text).toMatchObject({
      body: '{ "a": 1 }',
      headers: { 'x-paysera-request-id': 'r-1', 'x-paysera-signature': hmac('{ "a": 1 }', 's') },
    });
    const bytes = new Uint8Array([1, 2, 255]);
    expect((await signWebhook({ body: bytes, secret: 's' })).headers['x-paysera-signature']).toBe(hmac(bytes, 's'));
  });
});
