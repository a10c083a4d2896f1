import type { operations } from '../../generated/checkout/paths.ts';
import { loaded } from '../errors/not-loaded.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import { showing } from '../runtime/call/caller.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import type { ItemOf, ResultOf } from '../wire/operation-types.ts';

/** A way to pay. */
export type PaymentMethod = ItemOf<ResultOf<operations['listPaymentMethods']>>;
/** What `paymentMethods.list` returns: all methods, on one page. */
export type PaymentMethodList = ResultOf<operations['listPaymentMethods']>;

/** The payment that the methods must support. Set both fields: Paysera ignores one without the other. */
export interface PaymentMethodFilter {
  /** Minor units. */
  readonly amount: AmountInput;
  /** ISO 4217. */
  readonly currency: string;
}

/** Payment methods of the project. {@link PayseraError} lists the errors that any call may throw. */
export interface PaymentMethods {
  /**
   * Lists the methods a payer can choose, all of them at once. Always take `key` from this list; do not hard-code it.
   * Retried automatically.
   *
   * @throws {ConfigurationError} when only one of `amount` and `currency` is set.
   * @throws {InvalidAmountError} before anything is sent.
   * @example const { items } = await checkout.paymentMethods.list({ amount: 1000, currency: 'EUR' });
   * @see https://developers.paysera.com/guides/checkout-modern/reference/payment-methods
   */
  list<A extends AmountInput>(
    filter?: WithAmounts<PaymentMethodFilter, A>,
    options?: CallOptions,
  ): Promise<PaymentMethodList>;
}

/** @internal */
export function createPaymentMethods(call: Call<operations>): PaymentMethods {
  const list: PaymentMethods['list'] = async (filter, options) => {
    const { amount, currency } = fieldsOf(filter);
    if ((amount === undefined) !== (currency === undefined)) {
      throw (await loaded(import('./half-a-filter.ts'))).halfAFilter(amount === undefined ? 'amount' : 'currency');
    }
    return call('listPaymentMethods', { query: filter }, options);
  };
  return { list: (...input) => showing(list(...input)) };
}
