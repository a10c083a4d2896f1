import { ConflictError } from '../../errors/api/api-errors.ts';
import { AmountMismatchError, type WirePrice } from '../../errors/outcome/amount-mismatch-error.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { PaymentRequest } from '../payment-requests.ts';
import { isSamePrice } from '../read-price.ts';
import { partsOf } from '../wire-price.ts';

/** The terms of a charge, which each payment request that it continues with must have. */
export interface ChargeTerms {
  readonly key: string;
  readonly orderId: string;
  /** As it goes on the wire. */
  readonly price: WirePrice;
}

/** Whether a payment request has these terms; `'unsaid'` when it does not contain its price. */
export function compareTerms(
  terms: ChargeTerms,
  request: PaymentRequest,
): 'same' | 'unsaid' | 'another price' | 'another order' {
  const { order_id, unique_identifier } = request;
  if (order_id !== undefined && order_id !== terms.orderId) return 'another order';
  if (unique_identifier !== undefined && unique_identifier !== terms.key) return 'another order';
  const { price, price_paid: paid } = fieldsOf(request);
  if (price !== undefined && !isSamePrice(terms.price, price)) return 'another price';
  if (paid !== undefined && !isSamePrice(terms.price, paid)) return 'another price';
  return price === undefined && paid === undefined ? 'unsaid' : 'same';
}

/** The error for a payment request with other terms. */
export function mismatchOf(terms: ChargeTerms, request: PaymentRequest): AmountMismatchError | ConflictError {
  const { id, price, status } = request;
  if (status !== 'captured' && compareTerms(terms, request) !== 'another order') {
    return new AmountMismatchError(terms.price, partsOf(price), id, { operation: 'charge' });
  }
  return new ConflictError(
    `Payment request ${id}, which has this unique_identifier, is for another order or price than this charge, and is ` +
      `${status}. Read it (paymentRequests.get), and decide which of the two was meant.`,
    { status: 409, error: 'terms_differ' },
  );
}
