import { loaded } from '../../errors/not-loaded.ts';
import type { WithAmounts } from '../../money/amount.ts';
import { showing } from '../../runtime/call/caller.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { CreatedPayment, CreatePayment, PaymentMeans } from './payment-input.ts';

/** See `Checkout.createPayment`. */
export type CreatePaymentMethod = <N extends number, S extends string, B extends bigint>(
  input: WithAmounts<CreatePayment, N | S | B>,
  options?: CallOptions,
) => Promise<CreatedPayment>;

/** @internal Loaded with the first payment, as `charge` is: one that only reads never needs it. */
export function createCreatePayment(means: PaymentMeans): CreatePaymentMethod {
  const begin = async (...[input, options = {}]: Parameters<CreatePaymentMethod>): Promise<CreatedPayment> => {
    // Its deadline covers the loading.
    const began = performance.now();
    const { makePayment } = await loaded(import('./make-payment.ts'));
    return makePayment(means, input, options, began);
  };
  const createPayment: CreatePaymentMethod = (...input) => showing(begin(...input));
  return createPayment;
}
