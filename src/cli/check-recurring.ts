import { isAuthenticationError, isPermissionError } from '../errors/api-errors.ts';
import { isConfigurationError } from '../errors/configuration-error.ts';
import { createRecurringBilling } from '../recurring-billing/recurring-billing.ts';
import { type Check, failed, ok, warning, wordsOf } from './check.ts';
import type { Clock } from './check-clock.ts';

export interface RecurringInput {
  readonly macId: string;
  readonly macKey: string;
  readonly businessId: string | undefined;
  readonly baseUrl: string | undefined;
}

/** MAC credentials of Recurring Billing, against a GET that changes nothing. There is no test environment. */
export async function checkRecurring(
  { macId, macKey, businessId, baseUrl }: RecurringInput,
  clock: Clock,
): Promise<Check[]> {
  const business =
    businessId === undefined
      ? warning(
          'business ID',
          'PAYSERA_BUSINESS_ID is not set',
          'Payment requests need it, in the body or as an option.',
        )
      : ok('business ID', 'is set');
  try {
    const recurring = createRecurringBilling({
      macId,
      macKey,
      businessId,
      baseUrl,
      fetch: clock.fetch,
      timeout: 15_000,
    });
    const unread = await recurring.notifications.list({ status: 'new', limit: 1 });
    const waiting = unread.items.length > 0 ? ', and unread notifications are waiting' : '';
    return [ok('MAC', `signatures are accepted${waiting}`), business];
  } catch (error) {
    if (isConfigurationError(error)) return [failed('MAC', error.message), business];
    if (isAuthenticationError(error)) {
      const mend =
        'Compare mac_id and mac_key with what Paysera issued; the key is used as it stands, not decoded. See also the clock.';
      return [failed('MAC', wordsOf(error), mend), business];
    }
    if (isPermissionError(error)) {
      return [
        failed('MAC', wordsOf(error), 'The signature is right, and the client may not use this API: ask Paysera.'),
        business,
      ];
    }
    return [
      failed('MAC', wordsOf(error), 'Check the network from this machine to Paysera, and --recurring-url.'),
      business,
    ];
  }
}
