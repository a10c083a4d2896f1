import { isChargeIncompleteError, type Notification, type PaymentRequest, type RecurringBilling } from 'paysera-client';

/** A row of your database. The token can charge its payer: store it encrypted. */
export interface Subscription {
  readonly id: string;
  readonly email: string;
  token?: string;
  paidUntil?: string;
  state: 'new' | 'active' | 'past-due';
  /** Where a charge stopped: two IDs and a time, no secret. */
  stopped?: { readonly paymentRequestId: string | undefined; readonly uniqueIdentifier: string };
}

const PLAN = {
  price: { amount: 999, currency: 'EUR' },
  accept_url: 'https://shop.example/welcome',
  cancel_url: 'https://shop.example/plans',
  callback_url: 'https://shop.example/hooks/recurring',
};

/** Starts the first payment, which the payer makes in person. Returns the URL to send the payer to. */
export async function begin(recurring: RecurringBilling, { id, email }: Subscription): Promise<string> {
  const request = await recurring.paymentRequests.create({
    ...PLAN,
    order_id: `${id}-first`,
    unique_identifier: `${id}-first`,
    description: 'First month',
    payer: { email },
    method_key: 'card',
    token_strategy: 'required',
  });
  if (!request.authorization_url) throw new Error(`Payment request ${request.id} has no address to pay at.`);
  return request.authorization_url;
}

/** Charges one month. A month is charged only once, no matter how often the job runs. */
export async function renew(recurring: RecurringBilling, subscription: Subscription, month: string): Promise<void> {
  const { id, email, token, stopped, paidUntil = '' } = subscription;
  if (!token || paidUntil >= month) return;
  const charge = {
    ...PLAN,
    token,
    order_id: `${id}-${month}`,
    unique_identifier: `${id}-${month}`,
    description: `Month ${month}`,
    payer: { email },
  };
  try {
    // A charge that stopped continues from there instead of starting over.
    await recurring.charge(
      stopped?.uniqueIdentifier === charge.unique_identifier ? { ...charge, resume: stopped } : charge,
    );
    Object.assign(subscription, { paidUntil: month, state: 'active' });
    delete subscription.stopped;
  } catch (error) {
    if (!isChargeIncompleteError(error)) throw error;
    subscription.stopped = error.resume;
    // 'unknown' does not mean declined: money may have moved. The next run looks it up; until then, nobody is asked to pay.
    if (error.outcome === 'not-charged') subscription.state = 'past-due';
  }
}

/** Handles a notification. The same one may arrive twice, from the callback and from the list, so this only sets values. */
export function applyNotification(subscriptions: readonly Subscription[], { data }: Notification): void {
  const request: Partial<PaymentRequest> = data?.payment_request ?? {};
  const subscription = subscriptions.find(({ id }) => request.order_id === `${id}-first`);
  if (!subscription || request.status !== 'captured') return;
  if (request.issued_token) subscription.token = request.issued_token;
  subscription.state = 'active';
}

/** Handles unread notifications, whose callbacks were missed. Each is marked as read once its work is done. */
export async function catchUp(recurring: RecurringBilling, subscriptions: readonly Subscription[]): Promise<void> {
  await recurring.notifications.drain((notification) => applyNotification(subscriptions, notification));
}
