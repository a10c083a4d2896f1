import type { operations } from '../../../generated/checkout/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { ApiFailure } from '../http/failure.ts';
import type { PayerSetLimits } from '../store/rows.ts';

type Purchase = BodyOf<operations['createOrder']>['purchase'];

// Paysera has a maximum as well, but does not document it.
const PLATFORM_MAXIMUM = 100_000_000;
const ONLY_WITH_FLAG = ['minimum_amount', 'maximum_amount'] as const;

/**
 * The limits of an order whose payer sets the amount; undefined for an order with a fixed amount. Paysera does not
 * document whether the codes are in `error` or in `error_properties`, so they are in both.
 *
 * @throws {ApiFailure} 400 with one of the codes for payer-set amounts.
 */
export function payerSetLimits(purchase: Purchase, allowed: boolean, hasSplits: boolean): PayerSetLimits | undefined {
  const isSet = (field: keyof Purchase) => purchase[field] !== undefined;
  if (purchase.payer_sets_amount !== true) {
    for (const field of ONLY_WITH_FLAG) {
      if (isSet(field))
        throw invalidPurchase(field, 'payer_set_amount_limits_without_flag', 'requires payer_sets_amount: true');
    }
    if (isSet('suggested_amount')) {
      throw invalidPurchase(
        'suggested_amount',
        'suggested_amount_without_payer_set',
        'requires payer_sets_amount: true',
      );
    }
    if (isSet('amount_buttons')) {
      throw invalidPurchase('amount_buttons', 'amount_buttons_without_payer_set', 'requires payer_sets_amount: true');
    }
    return undefined;
  }
  if (!allowed)
    throw invalidPurchase('payer_sets_amount', 'payer_set_amount_not_enabled', 'is not enabled for this project');
  if (hasSplits)
    throw invalidPurchase(
      'payer_sets_amount',
      'payer_set_amount_with_split_payments',
      'cannot be combined with splits',
    );
  if (isSet('amount'))
    throw invalidPurchase('amount', 'payer_set_amount_with_amount', 'must be omitted: the payer sets it');
  const minimum = optional(purchase.minimum_amount);
  const maximum = optional(purchase.maximum_amount);
  const [low, high] = [minimum ?? 1, maximum ?? PLATFORM_MAXIMUM];
  if (low < 1) throw invalidPurchase('minimum_amount', 'minimum_amount_below_floor', 'is below 1');
  if (high > PLATFORM_MAXIMUM) {
    throw invalidPurchase('maximum_amount', 'maximum_amount_above_platform_maximum', `is above ${PLATFORM_MAXIMUM}`);
  }
  if (low >= high)
    throw invalidPurchase(
      'minimum_amount',
      'minimum_amount_not_below_maximum',
      `is ${low}; expected less than ${high}`,
    );
  return { minimum_amount: minimum, maximum_amount: maximum, ...suggestions(purchase, { low, high }) };
}

/** The amounts suggested to the payer, for an order or a link. */
export function suggestions(
  purchase: Pick<Purchase, 'suggested_amount' | 'amount_buttons'>,
  { low, high }: { readonly low: number; readonly high: number },
): Pick<PayerSetLimits, 'suggested_amount' | 'amount_buttons'> {
  const within = (amount: number) => amount >= low && amount <= high;
  const suggested = optional(purchase.suggested_amount);
  if (suggested !== null && !within(suggested)) {
    throw invalidPurchase(
      'suggested_amount',
      'suggested_amount_out_of_limits',
      `is ${suggested}; expected ${low} to ${high}`,
    );
  }
  const buttons = (purchase.amount_buttons ?? []).map(Number);
  if (buttons.length > 0 && (buttons.length < 3 || buttons.length > 4)) {
    throw invalidPurchase('amount_buttons', 'amount_buttons_count', `has ${buttons.length} amounts; expected 3 or 4`);
  }
  if (buttons.some((amount, index) => index > 0 && amount <= Number(buttons[index - 1]))) {
    throw invalidPurchase('amount_buttons', 'amount_buttons_not_ascending', 'is not in ascending order');
  }
  if (!buttons.every(within))
    throw invalidPurchase('amount_buttons', 'amount_buttons_out_of_limits', `has an amount outside ${low} to ${high}`);
  return { suggested_amount: suggested, amount_buttons: buttons };
}

/** The limits that apply, with defaults. */
export function bounds({ minimum_amount, maximum_amount }: PayerSetLimits): { low: number; high: number } {
  return { low: minimum_amount ?? 1, high: maximum_amount ?? PLATFORM_MAXIMUM };
}

const optional = (amount: unknown): number | null => (amount === undefined || amount === null ? null : Number(amount));

function invalidPurchase(field: string, code: string, problem: string): ApiFailure {
  return new ApiFailure(400, code, `purchase.${field} ${problem}`, { fields: { [`purchase.${field}`]: [code] } });
}
