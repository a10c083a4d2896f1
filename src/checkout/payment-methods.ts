import type { operations } from '../../generated/checkout/paths.ts';
import type { AmountInput, WithAmounts } from '../money/amount.ts';
import type { Call } from '../runtime/call.ts';
import type { ItemOf } from '../runtime/listing.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { ResultOf } from '../runtime/wire-types.ts';

export type PaymentMethod = ItemOf<ResultOf<operations['listPaymentMethods']>>;
export type PaymentMethodList = ResultOf<operations['listPaymentMethods']>;

/** What methods are asked for: both, in minor units. Paysera ignores one without the other. */
export interface PaymentMethodFilter {
  readonly amount: AmountInput;
  readonly currency: string;
}

/** Payment methods of the project. */
export interface PaymentMethods {
  /**
   * Lists the methods a payer can choose, all of them at once. Take `key` from here, never from a table of your own.
   *
   * @throws {TypeError} when only one of `amount` and `currency` is given.
   * @example const { items } = await checkout.paymentMethods.list({ amount: 1000, currency: 'EUR' });
   * @see https://developers.paysera.com/guides/checkout-modern/reference/payment-methods
   */
  list<A extends AmountInput>(
    filter?: WithAmounts<PaymentMethodFilter, A>,
    options?: CallOptions,
  ): Promise<PaymentMethodList>;
}

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
