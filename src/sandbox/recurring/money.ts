import { exponentOf } from '../../money/currency.ts';
import type { SandboxContext } from '../context.ts';
import type { Money } from '../store/rows.ts';
import { invalidParameter } from './invalid-parameter.ts';

/**
 * A price in minor units. A string is a decimal. An integer is minor units, as the guide suggests, unless `priceEcho`
 * says that it is read as major units.
 *
 * @throws {ApiFailure} 400 when it has more decimals than its currency.
 */
export function minorOf(
  { amount, currency }: Money,
  field: string,
  { settings }: Pick<SandboxContext, 'settings'>,
): bigint {
  if (typeof amount === 'number' && settings.priceEcho === 'same') return BigInt(amount);
  const exponent = exponentOf(currency) ?? 2;
  const [whole = '', decimals = ''] = String(amount).split('.');
  if (decimals.length > exponent) {
    throw invalidParameter(
      field,
      `Was ${JSON.stringify(amount)}; expected at most ${exponent} digits after the decimal point for ${currency}`,
    );
  }
  return BigInt(whole + decimals.padEnd(exponent, '0'));
}
