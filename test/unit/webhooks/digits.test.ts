import { describe, expect, test } from 'vitest';
import { signWebhook, verifyWebhook, type WebhookEvent } from '../../../src/webhooks/index.ts';
import { ORDER, PAYMENT, REFUND, SECRET } from '../../support/webhooks/payloads.ts';

async function deliver(payload: object, write: (text: string) => string): Promise<WebhookEvent> {
  const body = write(JSON.stringify(payload));
  return verifyWebhook({ ...(await signWebhook({ body, secret: SECRET })), secret: SECRET });
}
/** Every amount as a text of digits. */
const asText = (text: string) => text.replace(/("\w*amount(?:_paid)?":)(\d+)/g, '$1"$2"');

describe('amounts that are texts of digits are read as the integers that the document has', () => {
  test.each([
    ['an order', ORDER],
    ['a payment', PAYMENT],
    ['a refund', REFUND],
  ])('%s: the event is the same, and says which fields drifted', async (_, payload) => {
    const { drift, ...event } = (await deliver(payload, asText)) as WebhookEvent & { drift?: readonly string[] };
    expect(event).toEqual(await deliver(payload, (text) => text));
    expect(drift).toContain('amount');
  });

  test('an order of which only the paid amount is such a text', async () => {
    const delivered = await deliver(ORDER, (text) => text.replace(/("amount_paid":)(\d+)/, '$1"$2"'));
    expect(delivered).toEqual({ ...(await deliver(ORDER, (text) => text)), drift: ['amount_paid'] });
  });

  test('a body with spaces', async () => {
    const delivered = await deliver(PAYMENT, (text) => asText(text).replaceAll(':"', ': "'));
    expect(delivered).toMatchObject({ drift: ['amount'] });
  });

  test('a cancelled payment has no drift', async () => {
    const delivered = await deliver(PAYMENT, (text) => text.replace(/"status":"\w+"/, '"status":"cancelled"'));
    expect(delivered).toMatchObject({ payment: { status: 'canceled' } });
    expect(delivered).not.toHaveProperty('drift');
  });

  test('an event without such texts has no drift', async () => {
    expect(await deliver(ORDER, (text) => text)).not.toHaveProperty('drift');
  });

  test.each(['"1.00"', '"-1"', '"1e3"', '" 1"', '"1234567890123456"', 'true'])('%s is no amount', async (amount) => {
    const delivering = deliver(PAYMENT, (text) => text.replace(/("amount":)\d+/, `$1${amount}`));
    await expect(delivering).rejects.toMatchObject({ reason: 'malformed-payload' });
  });

  test('your own data is left as it is', async () => {
    const own = {
      ...ORDER,
      order: { ...ORDER.order, merchant_data: [{ key: 'amount', value: '5' }], own: { amount: '5' } },
    };
    const event = await deliver(own, (text) => text);
    expect(event.payload).toEqual(own);
  });
});

test.each([undefined, null])('signWebhook says that its body is missing when it is %j', async (body) => {
  await expect(signWebhook({ body: body as never, secret: SECRET })).rejects.toThrow('signWebhook: body is missing');
});
