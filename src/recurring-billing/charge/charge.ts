import { loaded } from '../../errors/not-loaded.ts';
import type { AmountInput, WithAmounts } from '../../money/amount.ts';
import { showing } from '../../runtime/call/caller.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { PaymentRequest } from '../payment-requests.ts';
import type { Charge, ResumeCharge } from './charge-input.ts';
import type { ChargeSettings, Charges } from './charges.ts';

/** See `RecurringBilling.charge`. */
export type ChargeMethod = <A extends AmountInput>(
  charge: WithAmounts<Charge, A> | ResumeCharge,
  options?: CallOptions,
) => Promise<PaymentRequest>;

/** Loaded with the first charge, since an application that only takes payments in person never needs it. */
export function createCharge(
  settings: ChargeSettings,
  importCharges: () => Promise<{ readonly Charges: typeof Charges }> = () => import('./charges.ts'),
): ChargeMethod {
  let charges: Promise<Charges> | undefined;
  const load = async () => {
    try {
      const { Charges } = await loaded(importCharges());
      return new Charges(settings);
    } catch (error) {
      charges = undefined;
      throw error;
    }
  };
  const begin = async (...[charge, options = {}]: Parameters<ChargeMethod>): Promise<PaymentRequest> => {
    // Its deadline covers the loading.
    const began = performance.now();
    charges ??= load();
    return (await charges).charge(charge, options, began);
  };
  const charge: ChargeMethod = (...input) => showing(begin(...input));
  return charge;
}
