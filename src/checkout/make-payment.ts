import { operations as table } from '../../generated/checkout/operations.ts';
import { PaymentLinkMissingError } from '../errors/outcome/payment-link-missing-error.ts';
import { encodeAmounts } from '../money/minor-units.ts';
import { mergeExtraBody } from '../runtime/call/extra-body.ts';
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

/** What it is made with. */
export interface PaymentMeans {
  readonly orders: Orders;
  readonly links: PaymentLinks;
  readonly origin: string;
  /** Milliseconds for both steps. */
  readonly timeout?: number | undefined;
}

/**
 * Creates an order and its payment link.
 *
 * @param began When it was called, by `performance.now()`.
 */
export async function makePayment(
  { orders, links, origin, timeout = 30_000 }: PaymentMeans,
  { link: { extraBody, ...linkInput } = {}, ...body }: CreatePayment,
  options: CallOptions,
  began: number,
): Promise<CreatedPayment> {
  return runWithDeadline(
    'createPayment',
    options,
    options.timeout ?? timeout,
    async (runStep) => {
      // The link accepts fewer digits than the order: what it would reject must fail before the order is created.
      const { amount } = body.purchase;
      const purchase = amount === undefined ? {} : { amount };
      encodeAmounts({ purchase }, table.createPaymentLink.amounts);
      const request: CreatePaymentLink = {
        ...linkInput,
        name: linkInput.name ?? body.purchase.reference,
        experience: { ...linkInput.experience, language: linkInput.experience?.language ?? 'en' },
        order_id: '',
        purchase,
      };
      if (extraBody) mergeExtraBody('createPaymentLink', request, extraBody);
      const order = await runStep((stepOptions) => orders.create(body, stepOptions));
      request.order_id = order.order_id;
      const link = await runStep((stepOptions) => links.create(request, { ...stepOptions, extraBody })).catch(
        (error: unknown) => {
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
    },
    undefined,
    began,
  );
}
