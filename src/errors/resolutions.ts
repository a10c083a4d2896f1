import type { components as checkout } from '../../generated/checkout/paths.ts';
import type { components as recurringBilling } from '../../generated/recurring-billing/paths.ts';
import type { Resolution } from './outcome-unknown-error.ts';

type CheckoutSchemas = checkout['schemas'];
type PaymentRequest = recurringBilling['schemas']['PaymentRequest'];

/** A link that was looked for and found. */
export type FoundPaymentLink = CheckoutSchemas['PaymentLink'] & {
  readonly link_id: string;
  /** Send the payer here. */
  readonly payment_URL: string;
};

/**
 * What `resolve()` can find out about each operation whose outcome can be unknown. `Resolution<never>`: nothing that
 * Paysera lets be read tells of it.
 */
export interface Resolutions {
  readonly createOrder: Resolution<CheckoutSchemas['CreatedOrder']>;
  readonly updateOrder: Resolution<CheckoutSchemas['UpdatedOrder']>;
  readonly createPaymentLink: Resolution<FoundPaymentLink, CheckoutSchemas['PaymentLink']>;
  readonly updatePaymentLink: Resolution<never>;
  /** Call again with the same idempotency key. */
  readonly createRefund: Resolution<never>;
  readonly createPaymentRequest: Resolution<PaymentRequest>;
  readonly startPayment: Resolution<never, PaymentRequest>;
  readonly authorizePaymentRequest: Resolution<PaymentRequest>;
  readonly capturePaymentRequest: Resolution<PaymentRequest>;
}
