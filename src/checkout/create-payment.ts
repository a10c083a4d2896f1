import { operations as table } from '../../generated/checkout/operations.ts';
import { PaymentLinkMissingError } from '../errors/payment-link-missing-error.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { encodeAmounts } from '../money/minor-units.ts';
import { runWithDeadline } from '../runtime/call/step-runner.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { CreatedOrder, CreateOrder, Orders } from './orders.ts';
import {
  assertPayseraUrl,
  type CreatedPaymentLink,
  type CreatePaymentLink,
  type PaymentLinks,
} from './payment-links.ts';

/** An order and its link in one. */
export type CreatePayment = CreateOrder & {
  /** The link. `name` is the order's reference and `experience.language` `en` when left out; the amount is the order's. */
  readonly link?: Partial<Omit<CreatePaymentLink, 'order_id' | 'purchase'>>;
};

/** Where to send the payer, and what to keep. */
export interface CreatedPayment {
  /** Keep it with your own order: webhooks and reads name it. */
  readonly orderId: string;
  /** To cancel the link by. */
  readonly linkId: string;
  /** Send the payer here. */
  readonly paymentUrl: string;
  /** Unix seconds; undefined when the link never expires. */
  readonly expiresAt: number | undefined;
  /** No real money moves. Undefined when Paysera does not say. */
  readonly isTest: boolean | undefined;
  /** The order as its creation was answered. */
  readonly order: CreatedOrder;
  /** The link as its creation was answered. */
  readonly link: CreatedPaymentLink;
}

/** See `Checkout.createPayment`. */
export type CreatePaymentMethod = <A extends AmountInput>(
  input: WithAmounts<CreatePayment, A>,
  options?: CallOptions,
) => Promise<CreatedPayment>;

/** @internal */
export function createCreatePayment(
  orders: Orders,
  links: PaymentLinks,
  origin: string,
  timeout = 30_000,
): CreatePaymentMethod {
  return (input, options = {}) => {
    const { link: wanted = {}, ...body } = input as CreatePayment;
    return runWithDeadline('createPayment', options, options.timeout ?? timeout, async (once) => {
      // The link takes fewer digits than the order: what it would refuse is refused before there is an order.
      const { amount } = body.purchase;
      encodeAmounts({ purchase: amount === undefined ? {} : { amount } }, table.createPaymentLink.amounts);
      const order = await once((left) => orders.create(body, left));
      const request = {
        name: body.purchase.reference,
        ...wanted,
        experience: { language: 'en', ...wanted.experience },
        order_id: order.order_id,
        purchase: amount === undefined ? {} : { amount },
      };
      const link = await once((left) => links.create(request, left)).catch((error: unknown) => {
        throw new PaymentLinkMissingError(order, error);
      });
      assertPayseraUrl(link, origin);
      return {
        orderId: order.order_id,
        linkId: link.link_id,
        paymentUrl: link.payment_URL,
        expiresAt: link.expired_at ?? undefined,
        isTest: order.is_test,
        order,
        link,
      };
    });
  };
}
