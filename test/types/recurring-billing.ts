// Checked by `npm run types`, as checkout.ts beside it. Nothing here runs.
import { expectTypeOf } from 'vitest';
import type { Notification, PageList, PaymentRequest, RecurringBilling } from '../../src/index.ts';

declare const recurring: RecurringBilling;
declare const whole: number;

const rest = {
  order_id: 'SUB_12345',
  description: 'Monthly subscription',
  payer: { email: 'customer@example.com' },
  accept_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/no',
  callback_url: 'https://shop.example/paysera',
};

export async function aPaymentRequestIsTyped(): Promise<void> {
  const request = await recurring.paymentRequests.create({
    ...rest,
    price: { amount: 999, currency: 'EUR' },
    method_key: 'card',
    locale: 'en',
    token_strategy: 'required',
  });
  expectTypeOf(request).toEqualTypeOf<PaymentRequest>();
  expectTypeOf(request.id).toEqualTypeOf<string>();
  expectTypeOf(request.status).toExtend<string>();
  expectTypeOf(request.authorization_url).toEqualTypeOf<string | undefined>();
  expectTypeOf(request.issued_token).toEqualTypeOf<string | undefined>();
  expectTypeOf(request.price?.amount).toEqualTypeOf<number | string | undefined>();
  // @ts-expect-error no such field
  request.payment_url;
}

export function businessIdMayBeLeftOut(): void {
  recurring.paymentRequests.create({ ...rest, price: { amount: 999, currency: 'EUR' } });
  recurring.paymentRequests.create({ ...rest, price: { amount: 999, currency: 'EUR' }, business_id: 'b' });
}

export function whatIsMissingOrWrongDoesNotCompile(): void {
  // @ts-expect-error no price
  recurring.paymentRequests.create({ ...rest });
  // @ts-expect-error no currency
  recurring.paymentRequests.create({ ...rest, price: { amount: 999 } });
  const { callback_url: _, ...incomplete } = rest;
  // @ts-expect-error no callback_url
  recurring.paymentRequests.create({ ...incomplete, price: { amount: 999, currency: 'EUR' } });
  // @ts-expect-error a field that there is not
  recurring.paymentRequests.create({ ...rest, price: { amount: 999, currency: 'EUR' }, methodKey: 'card' });
  // @ts-expect-error no token
  recurring.paymentRequests.authorize('id');
  // @ts-expect-error the token itself, not an object
  recurring.paymentRequests.authorize('id', { token: 't' });
}

export function amountsAreWholeMinorUnits(): void {
  recurring.paymentRequests.create({ ...rest, price: { amount: whole, currency: 'EUR' } });
  // @ts-expect-error a fraction
  recurring.paymentRequests.create({ ...rest, price: { amount: 9.99, currency: 'EUR' } });
  // @ts-expect-error major units
  recurring.paymentRequests.create({ ...rest, price: { amount: '9.99', currency: 'EUR' } });
  recurring.paymentRequests.capture('id', { capture_amount: { amount: 500, currency: 'EUR' } });
  // @ts-expect-error a fraction
  recurring.paymentRequests.capture('id', { capture_amount: { amount: 5.5, currency: 'EUR' } });
}

export async function notificationsAreTyped(): Promise<void> {
  const list = recurring.notifications.list({ status: 'new' });
  expectTypeOf(list).toEqualTypeOf<PageList<Notification>>();
  for await (const { event, data } of list) {
    expectTypeOf(event).toExtend<string>();
    expectTypeOf(data?.payment_request?.issued_token).toEqualTypeOf<string | undefined>();
  }
  // @ts-expect-error after is `cursor` here
  recurring.notifications.list({ after: '1' });
  // @ts-expect-error offset and cursor exclude each other, so that there is only the cursor
  recurring.notifications.list({ offset: 0 });
}
