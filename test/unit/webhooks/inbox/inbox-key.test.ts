import { describe, expect, it } from 'vitest';
import { webhookKey } from '../../../../src/webhooks/inbox/inbox-key.ts';
import { verifyWebhook } from '../../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, PAYMENT, REFUND, SECRET } from '../../../support/webhooks/payloads.ts';

async function keyOf(payload: unknown): Promise<string> {
  const body = JSON.stringify(payload);
  return webhookKey(await verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET }));
}

/** The order with these payments, each with an id and a status, in one link each. */
function orderWith(...payments: readonly (readonly [id: string, status: string])[]): object {
  const [link] = ORDER.order.payment_links;
  const [payment] = link?.payments ?? [];
  const payment_links = payments.map(([id, status]) => ({ ...link, payments: [{ ...payment, id, status }] }));
  return { ...ORDER, order: { ...ORDER.order, payment_links } };
}

describe('the key of an event', () => {
  it('is that of its order with the state of each payment, in whichever order they are listed', async () => {
    const key = await keyOf(orderWith(['1', 'settled'], ['2', 'failed']));
    expect(await keyOf(orderWith(['2', 'failed'], ['1', 'settled']))).toBe(key);
    const others = [
      orderWith(['1', 'settled'], ['2', 'settled']),
      orderWith(['1', 'settled'], ['3', 'failed']),
      orderWith(['1', 'settled']),
    ];
    const keys = await Promise.all(others.map(keyOf));
    expect(new Set([key, ...keys]).size).toBe(4);
  });

  it('is another one for two refunds of the same amount, made at different times', async () => {
    const later = { ...REFUND, timestamp: REFUND.timestamp + 1 };
    expect(await keyOf(later)).not.toBe(await keyOf(REFUND));
    const payment = { ...PAYMENT, timestamp: PAYMENT.timestamp + 1 };
    expect(await keyOf(payment), 'a payment that is announced again').toBe(await keyOf(PAYMENT));
  });
});
