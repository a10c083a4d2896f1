import { ConfigurationError } from '../errors/configuration-error.ts';
import { changeLink } from './checkout/link-states.ts';
import { beginPayment, endPayment, leavePending, type PayChoice, settlePayment } from './checkout/pay.ts';
import { PAY_PATH } from './checkout/payment-links.ts';
import { findPayment } from './checkout/payments.ts';
import { eligibility, requestRefund } from './checkout/refunds.ts';
import { type SandboxContext, seconds } from './context.ts';
import { payInteractively } from './recurring/charges.ts';
import type { LinkRow, PaymentRequestRow, PaymentRow } from './rows.ts';

/** The person who pays, for tests without a browser: each method does what a button of the payment page does. */
export interface SandboxPayer {
  /**
   * Pays at a `payment_URL` or an `authorization_url`. The webhooks are on their way when this resolves with
   * the `id` of the payment or of the request. Called again, it pays once more, while the link is active.
   *
   * @throws {Failure} when the link is no longer active, or the method or amount does not fit.
   * @throws {ConfigurationError} when `url` is no address to pay at.
   * @example await sandbox.payer.pay(link.payment_URL, { amount: 400 }); // a part of it
   */
  pay(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * The payment fails, and its `id` is given; the link stays open for another try. Safe to retry.
   *
   * @throws {Failure} when the link is no longer active, or the method or amount does not fit.
   * @throws {ConfigurationError} when `url` is no address to pay at.
   */
  fail(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * The payment stays under way until `settle`, which takes its `id`. Called again, it begins another.
   *
   * @throws {Failure} when the link is no longer active, or the method or amount does not fit.
   * @throws {ConfigurationError} when `url` is no address to pay at.
   */
  leavePending(url: string, choice?: PayChoice): Promise<{ readonly id: string }>;
  /**
   * Settles a payment that is under way, even when its link has expired meanwhile. Not safe to retry.
   *
   * @throws {Failure} when it is not under way any more.
   * @throws {ConfigurationError} when there is no such payment.
   */
  settle(paymentId: string): Promise<void>;
  /**
   * The shop's owner gives money back in the portal: all that is left, or `amount` in minor units. Called again, it gives back
   * once more.
   *
   * @throws {Failure} when there is no such payment.
   */
  refund(paymentId: string, amount?: number): Promise<void>;
  /**
   * The payer gives up. Safe to retry.
   *
   * @throws {Failure} when the link is no longer active.
   * @throws {ConfigurationError} when `url` is no address to pay at.
   */
  cancel(url: string): Promise<void>;
  /**
   * The link's time runs out at once. Safe to retry.
   *
   * @throws {ConfigurationError} when `url` is no payment link of this sandbox.
   */
  expire(url: string): Promise<void>;
}

export function createPayer(context: SandboxContext): SandboxPayer {
  const step = (
    url: string,
    choice: PayChoice | undefined,
    then: (context: SandboxContext, payment: PaymentRow) => PaymentRow,
  ) => context.store.transaction(() => then(context, beginPayment(context, linkAt(context, url), choice)));
  return {
    async pay(url, choice) {
      const request = requestAt(context, url);
      if (!request) return step(url, choice, settlePayment);
      return context.store.transaction(() =>
        payInteractively(context, request, choice?.method ?? request.method_key ?? 'card'),
      );
    },
    fail: async (url, choice) => step(url, choice, (_, payment) => endPayment(context, payment, 'failed')),
    leavePending: async (url, choice) => step(url, choice, leavePending),
    async settle(paymentId) {
      const payment = context.tables.payments.get(paymentId);
      if (!payment)
        throw new ConfigurationError(
          `There is no payment ${JSON.stringify(paymentId)}; expected an id that leavePending gave.`,
        );
      context.store.transaction(() => settlePayment(context, payment));
    },
    async refund(paymentId, amount) {
      const payment = findPayment(context, paymentId);
      const { remaining_refundable } = eligibility(context, payment);
      requestRefund(context, payment, { amount: amount ?? remaining_refundable, asked: '' });
    },
    async cancel(url) {
      const request = requestAt(context, url);
      // A payment request stays open: its customer may come back.
      if (!request) step(url, undefined, (_, payment) => endPayment(context, payment, 'canceled'));
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
      `${JSON.stringify(url)} is no address to pay at; expected the payment_URL of a link of this sandbox.`,
    );
  return link;
}

function requestAt(context: SandboxContext, url: string): PaymentRequestRow | undefined {
  return context.tables.requests.get(/^\/pay\/([\w-]+)$/.exec(new URL(url).pathname)?.[1] ?? '');
}
