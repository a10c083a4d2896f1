import { majorUnits, type RecurringBilling, readPrice } from '../../src/index.ts';
import type { Step } from './story.ts';

const subscription = {
  price: { amount: 999, currency: 'EUR' },
  method_key: 'card',
  payer: { email: 'customer@example.com' },
  locale: 'en',
  accept_url: 'https://yoursite.com/payment/success',
  cancel_url: 'https://yoursite.com/payment/cancel',
  callback_url: 'https://yoursite.com/payment/callback',
};

/** The guide's monthly subscription: a first payment that issues a token, and a charge with that token. */
export async function runRecurringBilling(
  step: Step,
  recurring: RecurringBilling,
  pay: (paymentRequestId: string) => Promise<string>,
): Promise<void> {
  const shown = ['price.amount', 'order_id'];
  const first = await step(
    'first payment',
    () =>
      recurring.paymentRequests.create({
        ...subscription,
        order_id: 'SUB_12345',
        description: 'Monthly subscription - First payment',
        token_strategy: 'required',
      }),
    ({ id, status }) => `${id} ${status}`,
    shown,
  );
  await step(
    'page for the payer',
    () => first.authorization_url,
    (url) => url ?? 'none',
  );
  const notificationId = await pay(first.id);
  const token = await step(
    'its notification',
    async () => {
      const { data, event } = await recurring.notifications.get(notificationId);
      const issued = data?.payment_request?.issued_token;
      if (!issued) throw new Error(`notification ${notificationId} (${event}) has no issued_token.`);
      return { issued, event };
    },
    // Anyone who has the token can charge the payer, so do not print all of it.
    ({ issued, event }) => `${event}, token ${issued.slice(0, 4)}…`,
  );

  await step(
    'charge by token',
    () =>
      recurring.charge({
        ...subscription,
        token: token.issued,
        order_id: 'SUB_12345-2',
        description: 'Monthly subscription',
      }),
    ({ status, price_paid }) => {
      const { minorUnits, currency } = readPrice(price_paid);
      return minorUnits === undefined || !currency
        ? status
        : `${status}, ${majorUnits(minorUnits, currency)} ${currency} paid`;
    },
    shown,
  );
  await step(
    'mark as read',
    () => recurring.notifications.markRead(notificationId),
    ({ id, status }) => `${id} ${status}`,
  );
}
