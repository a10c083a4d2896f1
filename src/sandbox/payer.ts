import { ConfigurationError } from '../errors/configuration-error.ts';
import { assertKnown } from '../errors/known-options.ts';
import { changeLink } from './checkout/link-states.ts';
import { beginPayment, endPayment, leavePending, type PayChoice, settlePayment } from './checkout/pay.ts';
import { PAY_PATH } from './checkout/payment-links.ts';
import { requirePayment } from './checkout/payments.ts';
import { eligibility, requestRefund } from './checkout/refunds.ts';
import { type SandboxContext, seconds } from './context.ts';
import { payInteractively } from './recurring/charges.ts';
import type { LinkRow, PaymentRequestRow, PaymentRow } from './store/rows.ts';

/** Acts as the payer, for tests without a browser: each method does what a button of the payment page does. */
export interface SandboxPayer {
  /**
   * Pays at a `payment_URL` or an `authorization_url`. Resolves with the `id` of the payment or payment request once
   * its webhooks are being sent. Called again, it pays again, as long as the link is active.
   *
   * @throws {ApiFailure} when the link is no longer active, or the method or amount is not allowed.
   * @throws {ConfigurationError} when `url` is not a payment page of this sandbox.
   * @example await sandbox.payer.pay(link.payment_URL, { amount: 400 }); // a partial payment
   */
  pay(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * Makes a payment that fails, and returns its `id`. The link stays open for another attempt. Safe to retry.
   *
   * @throws {ApiFailure} when the link is no longer active, or the method or amount is not allowed.
   * @throws {ConfigurationError} when `url` is not a payment page of this sandbox.
   */
  fail(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * Starts a payment that stays pending until `settle` is called with its `id`. Called again, it starts another.
   *
   * @throws {ApiFailure} when the link is no longer active, or the method or amount is not allowed.
   * @throws {ConfigurationError} when `url` is not a payment page of this sandbox.
   */
  leavePending(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * Settles a pending payment, even if its link has expired in the meantime. Not safe to retry.
   *
   * @throws {ApiFailure} when the payment is no longer pending.
   * @throws {ConfigurationError} when there is no such payment.
   */
  settle(paymentId: string): Promise<void>;
  /**
   * Refunds a payment, as the merchant would in the portal: the remaining amount, or `amount` in minor units. Called
   * again, it refunds again.
   *
   * @throws {ApiFailure} when there is no such payment.
   */
  refund(paymentId: string, amount?: number): Promise<void>;
  /**
   * Cancels the payment, as the payer would. Safe to retry.
   *
   * @throws {ApiFailure} when the link is no longer active.
   * @throws {ConfigurationError} when `url` is not a payment page of this sandbox.
   */
  cancel(url: string): Promise<void>;
  /**
   * Makes the link expire now. Safe to retry.
   *
   * @throws {ConfigurationError} when `url` is not a payment link of this sandbox.
   */
  expire(url: string): Promise<void>;
}

const CHOICE: readonly (keyof PayChoice)[] = ['method', 'amount', 'country'];

export function createPayer(context: SandboxContext): SandboxPayer {
  const pay = (
    url: string,
    choice: PayChoice | undefined,
    then: (context: SandboxContext, payment: PaymentRow) => PaymentRow,
  ) => {
    assertKnown('payer', choice, CHOICE);
    return context.store.transaction(() => then(context, beginPayment(context, linkAt(context, url), choice)));
  };
  return {
    async pay(url, choice) {
      assertKnown('payer', choice, CHOICE);
      const request = requestAt(context, url);
      if (!request) return pay(url, choice, settlePayment);
      return context.store.transaction(() =>
        payInteractively(context, request, choice?.method ?? request.method_key ?? 'card'),
      );
    },
    fail: async (url, choice) => pay(url, choice, (_, payment) => endPayment(context, payment, 'failed')),
    leavePending: async (url, choice) => pay(url, choice, leavePending),
    async settle(paymentId) {
      const payment = context.tables.payments.get(paymentId);
      if (!payment)
        throw new ConfigurationError(
          `There is no payment ${JSON.stringify(paymentId)}; expected an id returned by leavePending.`,
        );
      context.store.transaction(() => settlePayment(context, payment));
    },
    async refund(paymentId, amount) {
      const payment = requirePayment(context, paymentId);
      const { remaining_refundable } = eligibility(context, payment);
      requestRefund(context, payment, { amount: amount ?? remaining_refundable, fingerprint: '' });
    },
    async cancel(url) {
      const request = requestAt(context, url);
      // A payment request stays open: the customer may come back.
      if (!request) pay(url, undefined, (_, payment) => endPayment(context, payment, 'canceled'));
    },
    async expire(url) {
      const link = linkAt(context, url);
      changeLink(context, { ...link, expired_at: seconds(context) }, 'expired');
    },
  };
}

function linkAt(context: SandboxContext, url: string): LinkRow {
  const token = new RegExp(`${PAY_PATH}/([\\w-]+)$`).exec(new URL(url).pathname)?.[1] ?? '';
  const [link] = context.tables.links.by('token', token);
  if (!link)
    throw new ConfigurationError(
      `${JSON.stringify(url)} is not a payment page; expected the payment_URL of a link of this sandbox.`,
    );
  return link;
}

function requestAt(context: SandboxContext, url: string): PaymentRequestRow | undefined {
  return context.tables.requests.get(/^\/pay\/([\w-]+)$/.exec(new URL(url).pathname)?.[1] ?? '');
}
