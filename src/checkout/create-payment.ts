import { operations as table } from '../../generated/checkout/operations.ts';
import type { WithAmounts } from '../money/amount.ts';
import { encodeAmounts } from '../money/minor-units.ts';
import { callerOf, showing } from '../runtime/call/caller.ts';
import { passOn } from '../runtime/call/metadata.ts';
import { runWithDeadline } from '../runtime/call/step-runner.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { Undefinable } from '../wire/operation-types.ts';
import type { CreatedOrder, CreateOrder, Orders } from './orders.ts';
import {
  assertPaymentUrl,
  type CreatedPaymentLink,
  type CreatePaymentLink,
  type PaymentLinks,
} from './payment-links.ts';

/** An order together with its payment link. */
export type CreatePayment = CreateOrder & {
  /**
   * The link. `name` defaults to the order's reference and `experience.language` to `en`; the amount is the order's. The
   * option `extraBody` of the call is about the order, the one in here about the link.
   */
  readonly link?:
    | (Undefinable<Partial<Omit<CreatePaymentLink, 'order_id' | 'purchase'>>> & Pick<CallOptions, 'extraBody'>)
    | undefined;
};

/** Where to send the payer, and which ids to keep. */
export interface CreatedPayment {
  /** Store it with your own order: webhooks refer to it, and it is how you fetch the order. */
  readonly orderId: string;
  /** Needed to cancel the link. */
  readonly linkId: string;
  /** Send the payer here. */
  readonly paymentUrl: string;
  /** Unix seconds; undefined when the link never expires. */
  readonly expiresAt: number | undefined;
  /** Whether this is a Test Mode payment, in which no real money moves. Undefined when Paysera does not say. */
  readonly isTest: boolean | undefined;
  /** The order, as returned when it was created. */
  readonly order: CreatedOrder;
  /** The link, as returned when it was created. */
  readonly link: CreatedPaymentLink;
}

/** See `Checkout.createPayment`. */
export type CreatePaymentMethod = <N extends number, S extends string, B extends bigint>(
  input: WithAmounts<CreatePayment, N | S | B>,
  options?: CallOptions,
) => Promise<CreatedPayment>;

/** @internal */
export function createCreatePayment(
  orders: Orders,
  links: PaymentLinks,
  origin: string,
  timeout = 30_000,
): CreatePaymentMethod {
  const createPayment: CreatePaymentMethod = (input, options = {}) => {
    const caller = callerOf();
    const { link = {}, ...body } = input as CreatePayment;
    const { extraBody, ...linkInput } = link;
    const payment = runWithDeadline('createPayment', options, options.timeout ?? timeout, async (runStep) => {
      // The link accepts fewer digits than the order: what it would reject must fail before the order is created.
      const { amount } = body.purchase;
      encodeAmounts({ purchase: amount === undefined ? {} : { amount } }, table.createPaymentLink.amounts);
      const linkBody = {
        ...linkInput,
        name: linkInput.name ?? body.purchase.reference,
        experience: { ...linkInput.experience, language: linkInput.experience?.language ?? 'en' },
        purchase: amount === undefined ? {} : { amount },
      };
      if (extraBody) {
        const { mergeExtraBody } = await import('../runtime/call/extra-body.ts');
        mergeExtraBody('createPaymentLink', { ...linkBody, order_id: '' }, extraBody);
      }
      const order = await runStep((stepOptions) => orders.create(body, stepOptions));
      const request: CreatePaymentLink = { ...linkBody, order_id: order.order_id };
      const link = await runStep((stepOptions) => links.create(request, { ...stepOptions, extraBody })).catch(
        async (error: unknown) => {
          const { PaymentLinkMissingError } = await import('../errors/outcome/payment-link-missing-error.ts');
          throw new PaymentLinkMissingError(order, error);
        },
      );
      await assertPaymentUrl(link, origin);
      return passOn(link, {
        orderId: order.order_id,
        linkId: link.link_id,
        paymentUrl: link.payment_URL,
        expiresAt: link.expired_at ?? undefined,
        isTest: order.is_test,
        order,
        link,
      });
    });
    return showing(caller, payment);
  };
  return createPayment;
}
