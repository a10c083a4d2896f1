import { paymentsOf, type WebhookEvent } from './events.ts';
import { hmacHex } from './signature.ts';

/**
 * The same for every delivery of one event, whatever ids the delivery carries: the payment, its status and the event.
 * A payment's thin event and its order snapshot are two events. Keep it with your own records to make them idempotent.
 * Never rejects for an event of `verifyWebhook`, and gives the same when it is repeated.
 *
 * @example await sql`INSERT INTO shipments (event) VALUES (${await webhookKey(event)}) ON CONFLICT DO NOTHING`;
 */
export async function webhookKey(event: WebhookEvent): Promise<string> {
  const parts = JSON.stringify([event.name, ...partsOf(event)]);
  // A digest, so that no database minds its length or its case; nothing depends on the key of it.
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
  // Two refunds of one payment may differ in nothing but amount and time; a refund that is missed is worse than one told twice.
  return [id, status, amount, event.type === 'refund' && event.payload.timestamp];
}
