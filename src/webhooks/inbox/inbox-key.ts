import { paymentsOf, type WebhookEvent } from '../events.ts';
import { hmacHex } from '../signature.ts';

/**
 * Returns a key that is the same for every delivery of an event, whatever IDs the delivery has: it covers the payment,
 * its status and the event. A payment's thin event and its order snapshot are two events. Store it with your own
 * records to make them idempotent. Never rejects for an event from `verifyWebhook`; safe to retry.
 *
 * @example await sql`INSERT INTO shipments (event) VALUES (${await webhookKey(event)}) ON CONFLICT DO NOTHING`;
 */
export async function webhookKey(event: WebhookEvent): Promise<string> {
  const parts = JSON.stringify([event.name, ...partsOf(event)]);
  // A digest, so that its length and case suit any database. The HMAC key has no meaning.
  return `${event.type}:${await hmacHex(parts, event.type)}`;
}

function partsOf(event: WebhookEvent): unknown[] {
  if (event.type === 'unknown') return [event.payload];
  if (event.type === 'order') {
    const { paysera_order_id, status, amount_paid } = event.order;
    const payments = paymentsOf(event.order).map((payment) => [payment?.id, payment?.status]);
    return [paysera_order_id, status, amount_paid, payments.sort()];
  }
  const { id, status, amount } = event.payment;
  // Two refunds of one payment may differ only in amount and time, and missing a refund is worse than seeing it twice.
  return [id, status, amount, event.type === 'refund' && event.payload.timestamp];
}
