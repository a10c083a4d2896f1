import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { Call, ResultOf } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { ItemOf } from '../runtime/pagination/listing.ts';

/** A way to pay. */
export type PaymentMethod = ItemOf<ResultOf<operations['listPaymentMethods']>>;
/** What `paymentMethods.list` gives: all methods, on one page. */
export type PaymentMethodList = ResultOf<operations['listPaymentMethods']>;

/** What methods are asked for: both, in minor units. Paysera ignores one without the other. */
export interface PaymentMethodFilter {
  /** Minor units. */
  readonly amount: AmountInput;
  /** ISO 4217. */
  readonly currency: string;
}

/** Payment methods of the project. Any call may also end as {@link PayseraError} tells. */
export interface PaymentMethods {
  /**
   * Lists the methods a payer can choose, all of them at once. Take `key` from here, never from a table of your own.
   * Repeated by itself.
   *
   * @throws {TypeError} when only one of `amount` and `currency` is given.
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
  return {
    async list(filter, options) {
      const { amount, currency } = (filter ?? {}) as Partial<PaymentMethodFilter>;
      if ((amount === undefined) !== (currency === undefined)) {
        throw new TypeError(
          `paymentMethods.list: ${amount === undefined ? 'amount' : 'currency'} is missing; ` +
            'expected both amount and currency, or none. Paysera ignores one without the other. Nothing was sent.',
        );
      }
      return call('listPaymentMethods', { query: filter as PaymentMethodFilter | undefined }, options);
    },
  };
}
