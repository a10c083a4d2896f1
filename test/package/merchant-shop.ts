/**
 * A merchant's shop, as somebody writes it who has the README and the docs: every part of the package that a shop touches
 * in its first months. It compiles without a cast in each TypeScript that the package supports.
 */
export const MERCHANT_SHOP = `
import {
  type CreatedPayment, createCheckout, createRecurringBilling, isOutcomeUnknownError, isPaymentLinkMissingError,
  isPayseraError, metadataOf, minorUnits, nextStep, type PaymentRequest, readPrice,
} from 'paysera-client';
import { chargeJob } from 'paysera-client/billing';
import { startSandbox } from 'paysera-client/sandbox';
import { webhookFixture } from 'paysera-client/testing';
import { createWebhookHandler, isFulfilled } from 'paysera-client/webhooks';

interface Basket { readonly reference: string; readonly total: string; readonly email?: string; readonly success?: string }
interface Sold { readonly amount: number; readonly orderId: string; shipped: boolean }

const sold = new Map<string, Sold>();
const jobs: { readonly charge: string; readonly after: number }[] = [];
const checkout = createCheckout({
  timeout: 10_000,
  logger: console,
  appInfo: { name: 'shop', version: '1.0.0' },
  onEvent: (event) => { if (event.type === 'call:end' && event.outcome === 'unknown') console.warn(event.callId, event.path); },
});
const recurring = createRecurringBilling();

export async function sell({ reference, total, success }: Basket): Promise<string> {
  const amount = minorUnits(total, 'EUR');
  const remember = ({ orderId, paymentUrl }: CreatedPayment) => {
    sold.set(reference, { amount, orderId, shipped: false });
    return paymentUrl;
  };
  try {
    return remember(await checkout.createPayment(
      {
        purchase: { reference, amount, currency: 'EUR' },
        redirect_urls: { success_url: success, callback_url: 'https://shop.example/hooks/paysera' },
        link: { lifetime: 3600, experience: { language: 'lt' }, extraBody: { theme: 'dark' } },
      },
      { extraBody: { segment: 'gold' } },
    ));
  } catch (error) {
    if (isPaymentLinkMissingError(error)) {
      const { payment_URL } = await checkout.paymentLinks.create({
        order_id: error.order.order_id, name: reference, experience: { language: 'lt' }, purchase: { amount },
      });
      return payment_URL;
    }
    if (isOutcomeUnknownError(error)) {
      const { outcome } = await error.resolve();
      if (outcome === 'did-not-happen') return sell({ reference, total });
    }
    throw error;
  }
}

export const onWebhook = createWebhookHandler({
  secret: process.env['PAYSERA_CLIENT_SECRET'],
  on: {
    order({ order, isTest }) {
      const known = sold.get(order.merchant_order_id);
      if (!known || isTest || !isFulfilled(order, { currency: 'EUR', amount: known.amount })) return;
      known.shipped = true;
    },
    payment: ({ payment, name }) => console.log(name, payment.status, payment.amount),
    refund: ({ payment }) => console.log('refunded', payment.amount),
    unknown: ({ eventType }) => console.log(eventType),
  },
});

export async function refund(paymentId: string, total: string): Promise<string | undefined> {
  const refunded = await checkout.payments.refund(
    paymentId, { amount: minorUnits(total, 'EUR'), currency: 'EUR', reference: 'complaint' }, { idempotencyKey: 'refund-' + paymentId },
  );
  return metadataOf(refunded)?.requestId;
}

export async function report(since: Date): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  const filter = { status: ['paid' as const], created_at_gte: Math.floor(since.getTime() / 1000), amount_gte: 100, amount_lte: '99900' };
  for await (const { currency = 'EUR', amount } of checkout.orders.list(filter)) {
    totals[currency] = (totals[currency] ?? 0) + (amount ?? 0);
  }
  return totals;
}

const subscription = {
  price: { amount: 999, currency: 'EUR' },
  payer: { email: 'customer@example.com' },
  accept_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no', callback_url: 'https://shop.example/recurring',
};

export async function subscribe(orderId: string): Promise<string> {
  const first = await recurring.paymentRequests.create({
    ...subscription, order_id: orderId, description: 'First month', token_strategy: 'required',
  });
  return first.authorization_url ?? '';
}

export const onCallback = (request: Request): Promise<Response> =>
  recurring.handleCallback(request, { on: { captured: ({ data }) => console.log(data?.payment_request?.issued_token) } });

export async function renew(token: string, month: string): Promise<number | undefined> {
  const charged: PaymentRequest = await recurring.charge({
    ...subscription, token, order_id: 'SUB-1-' + month, unique_identifier: 'SUB-1-' + month, description: month,
  });
  return readPrice(charged.price_paid).minorUnits;
}

export async function renewInQueue(token: string, month: string): Promise<void> {
  const charge = chargeJob(recurring, { keyOf: ({ order_id }) => order_id });
  const order_id = 'SUB-1-' + month;
  try {
    const result = await charge({ ...subscription, token, order_id, description: month });
    if (result.outcome === 'later' || result.outcome === 'unknown') jobs.push({ charge: order_id, after: result.after });
  } catch (error) {
    const next = isPayseraError(error) ? nextStep(error) : undefined;
    if (next?.do === 'retry') jobs.push({ charge: order_id, after: next.after });
    else throw error;
  }
}

export async function settleAfterACrash(): Promise<string[]> {
  const lost: string[] = [];
  for (const { operation, resolution } of await checkout.intents.resolve()) {
    if (operation === 'createOrder' && resolution.outcome === 'happened') lost.push(resolution.value.order_id);
  }
  return lost;
}

export async function test(): Promise<number> {
  const sandbox = await startSandbox({ port: false, seed: 1, clock: 'stopped' });
  const { body, headers } = await webhookFixture('order.paid', { amount: 1990, secret: sandbox.credentials.clientSecret });
  const { status } = await onWebhook(new Request('https://shop.example/hooks', { method: 'POST', body, headers }));
  await sandbox.stop();
  return status;
}
`;
