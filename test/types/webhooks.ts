// Checked by `npm run types`: a line marked @ts-expect-error that compiles is an error itself. Nothing here runs.

import { createRecurringBilling } from '../../src/recurring-billing/recurring-billing.ts';
import { isFulfilled } from '../../src/webhooks/fulfilment.ts';
import { createWebhookHandler } from '../../src/webhooks/handler.ts';
import { memoryInbox } from '../../src/webhooks/inbox/memory-inbox.ts';
import { verifyWebhook } from '../../src/webhooks/verify.ts';

declare const secret: string | undefined;

export async function narrows(): Promise<string> {
  const event = await verifyWebhook({ body: '', headers: {}, secret: secret });
  // @ts-expect-error not every event has a payment
  event.payment;
  switch (event.type) {
    case 'order': {
      const paid: number = event.order.amount_paid;
      // @ts-expect-error an order snapshot has its payments under its links
      event.payment;
      return `${paid} ${event.order.payment_links[0]?.payments[0]?.status} ${event.payload.order.source}`;
    }
    case 'payment':
      // @ts-expect-error a thin event has the ids of the order only
      event.order.amount_paid;
      return event.payment.status === 'settled' ? event.payment.id : event.name;
    case 'refund':
      return `${event.payment.amount} ${event.payload.timestamp}`;
    case 'unknown':
      // @ts-expect-error nothing is known of it
      event.payload.event;
      return event.eventType;
  }
}

createWebhookHandler({
  secret: ['old', 'new'],
  inbox: memoryInbox({ max: 10 }),
  on: {
    order: async ({ order }) => isFulfilled(order, { currency: 'EUR' }),
    unknown: ({ payload }) => payload,
  },
});

// @ts-expect-error there is no such type of event: `order.paid` is of an older documentation
createWebhookHandler({ secret: 's', on: { 'order.paid': () => {} } });
// @ts-expect-error without a secret nothing is verified
createWebhookHandler({ on: {} });
// @ts-expect-error a status that Paysera takes for a success would lose deliveries
createWebhookHandler({ secret: 's', on: {}, badSignatureStatus: 200 });
// @ts-expect-error a parsed object has lost its bytes
void verifyWebhook({ body: { event: {} }, headers: {}, secret: 's' });
// @ts-expect-error the currency has to be said
isFulfilled({ status: 'paid', amount: 1, amount_paid: 1, currency: 'EUR' }, {});

const recurring = createRecurringBilling();
void recurring.handleCallback(new Request('https://shop.example'), {
  on: { captured: (notification) => notification.data?.payment_request?.order_id },
});
void recurring.notifications.drain((notification) => notification.id, { signal: AbortSignal.timeout(1) });
// @ts-expect-error `confirmed` never comes
void recurring.notifications.drain({ confirmed: () => {} });
