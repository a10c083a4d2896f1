import type { components } from '../../../generated/checkout/paths.ts';
import { Failure } from '../failure.ts';
import type { PayerSetLimits } from '../rows.ts';

type Purchase = components['schemas']['OrderPurchase'];

// Paysera has a maximum too; which one is not documented.
const PLATFORM_MAXIMUM = 100_000_000;
const ONLY_WITH_FLAG = ['minimum_amount', 'maximum_amount'] as const;

/**
 * The limits of an order whose payer sets the amount; undefined for an order with a fixed amount.
 * Whether Paysera puts the codes in `error` or in `error_properties` is not documented, so they stand in both.
 *
 * @throws {Failure} 400 with one of the codes of payer-set amounts.
 */
export function payerSetLimits(purchase: Purchase, allowed: boolean, hasSplits: boolean): PayerSetLimits | undefined {
  const isGiven = (field: keyof Purchase) => purchase[field] !== undefined;
  if (purchase.payer_sets_amount !== true) {
    for (const field of ONLY_WITH_FLAG) {
      if (isGiven(field))
        throw refuse(field, 'payer_set_amount_limits_without_flag', 'is for payer_sets_amount: true only');
    }
    if (isGiven('suggested_amount')) {
      throw refuse('suggested_amount', 'suggested_amount_without_payer_set', 'is for payer_sets_amount: true only');
    }
    if (isGiven('amount_buttons')) {
      throw refuse('amount_buttons', 'amount_buttons_without_payer_set', 'is for payer_sets_amount: true only');
    }
    return undefined;
  }
  if (!allowed) throw refuse('payer_sets_amount', 'payer_set_amount_not_enabled', 'is not allowed to this project');
  if (hasSplits) throw refuse('payer_sets_amount', 'payer_set_amount_with_split_payments', 'does not go with splits');
  if (isGiven('amount')) throw refuse('amount', 'payer_set_amount_with_amount', 'must be left out: the payer sets it');
  const minimum = optional(purchase.minimum_amount);
  const maximum = optional(purchase.maximum_amount);
  const [low, high] = [minimum ?? 1, maximum ?? PLATFORM_MAXIMUM];
  if (low < 1) throw refuse('minimum_amount', 'minimum_amount_below_floor', 'is below 1');
  if (high > PLATFORM_MAXIMUM) {
    throw refuse('maximum_amount', 'maximum_amount_above_platform_maximum', `is above ${PLATFORM_MAXIMUM}`);
  }
  if (low >= high)
    throw refuse('minimum_amount', 'minimum_amount_not_below_maximum', `is ${low}; expected less than ${high}`);
  return { minimum_amount: minimum, maximum_amount: maximum, ...suggestions(purchase, { low, high }) };
}

/** What is suggested to the payer, of an order or for one link. */
export function suggestions(
  purchase: Pick<Purchase, 'suggested_amount' | 'amount_buttons'>,
  { low, high }: { readonly low: number; readonly high: number },
): Pick<PayerSetLimits, 'suggested_amount' | 'amount_buttons'> {
  const within = (amount: number) => amount >= low && amount <= high;
  const suggested = optional(purchase.suggested_amount);
  if (suggested !== null && !within(suggested)) {
    throw refuse('suggested_amount', 'suggested_amount_out_of_limits', `is ${suggested}; expected ${low} to ${high}`);
  }
  const buttons = (purchase.amount_buttons ?? []).map(Number);
  if (buttons.length > 0 && (buttons.length < 3 || buttons.length > 4)) {
    throw refuse('amount_buttons', 'amount_buttons_count', `are ${buttons.length}; expected 3 or 4`);
  }
  if (buttons.some((amount, place) => place > 0 && amount <= Number(buttons[place - 1]))) {
    throw refuse('amount_buttons', 'amount_buttons_not_ascending', 'do not ascend');
  }
  if (!buttons.every(within))
    throw refuse('amount_buttons', 'amount_buttons_out_of_limits', `go beyond ${low} to ${high}`);
  return { suggested_amount: suggested, amount_buttons: buttons };
}

/** The limits in force, whatever was left out. */
export function bounds({ minimum_amount, maximum_amount }: PayerSetLimits): { low: number; high: number } {
  return { low: minimum_amount ?? 1, high: maximum_amount ?? PLATFORM_MAXIMUM };
}

const optional = (amount: unknown): number | null => (amount === undefined || amount === null ? null : Number(amount));

function refuse(field: string, code: string, says: string): Failure {
  return new Failure(400, code, `purchase.${field} ${says}`, { fields: { [`purchase.${field}`]: [code] } });
}
