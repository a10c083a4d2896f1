import type { operations } from '../../../generated/checkout/paths.ts';
import type { Resolution } from '../../errors/outcome/resolutions.ts';
import type { LookupContext } from '../../runtime/recovery/lookup/lookup.ts';

/** What a search brought. */
export interface Found<T, Odd> {
  /** All that is known of it agrees. */
  readonly matching: readonly T[];
  /** Possible matches: something is missing, written differently, or at the edge of the window. */
  readonly odd: readonly Odd[];
  /** Nothing can be missing. */
  readonly sure: boolean;
}

/** The one that matches, where no other may be it and no other intent has claimed it. Claims it without a gap in between. */
export function onlyMatch<T, Odd = T>(
  { matching, odd, sure }: Found<T, Odd>,
  idOf: (value: T) => string,
  { intent, tentative, claimed }: LookupContext<operations>,
): Resolution<T, T | Odd> {
  const [value, ...others] = matching.filter((one) => !claimed.isClaimedByOther(idOf(one), intent));
  const candidates = [...(value === undefined ? [] : [value, ...others]), ...odd];
  if (candidates.length === 0) return sure ? { outcome: 'did-not-happen' } : { outcome: 'unknown' };
  if (value === undefined || candidates.length > 1 || !sure) return { outcome: 'unknown', candidates };
  if (!tentative) claimed.claim(idOf(value), intent);
  return { outcome: 'happened', value };
}
