import type { CallOptions } from '../../runtime/options.ts';
import type { Undefinable } from '../../wire/operation-types.ts';
import type { CreatedOrder, CreateOrder, Orders } from '../orders.ts';
import type { CreatedPaymentLink, CreatePaymentLink, PaymentLinks } from '../payment-links.ts';

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

/** Where to send the payer, and which IDs to keep. */
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
