import { type Checkout, type CheckoutOptions, createCheckout } from '../../src/checkout/checkout.ts';
import {
  createRecurringBilling,
  type RecurringBilling,
  type RecurringBillingOptions,
} from '../../src/recurring-billing/recurring-billing.ts';

/** Credentials of these tests. The MAC pair is the one Paysera's documentation prints. */
export const CREDENTIALS = {
  clientId: 'client-1',
  clientSecret: 'client-secret-1',
  macId: 'wkVd93h2uS',
  macKey: 'IrdTc8uQodU7PRpLzzLTW6wqZAO6tAMU',
  businessId: 'Opb2XVb-gEh4aGcR09Ko5Wb8V_6vueDM',
} as const;

/** A Checkout client of a server on this machine, without the rate gate. */
export function checkoutAt(baseUrl: string, options: CheckoutOptions = {}): Checkout {
  const { clientId, clientSecret } = CREDENTIALS;
  return createCheckout({ clientId, clientSecret, baseUrl, rateLimit: false, ...options });
}

/** A Recurring Billing client of a server on this machine. */
export function recurringAt(baseUrl: string, options: RecurringBillingOptions = {}): RecurringBilling {
  const { macId, macKey, businessId } = CREDENTIALS;
  return createRecurringBilling({ macId, macKey, businessId, baseUrl, ...options });
}
