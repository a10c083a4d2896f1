import { isAuthenticationError, isPermissionError } from '../../errors/api/api-errors.ts';
import { isConfigurationError } from '../../errors/configuration-error.ts';
import { createRecurringBilling } from '../../recurring-billing/recurring-billing.ts';
import { type Check, describeError, failed, ok, skipped, warning } from './check.ts';
import type { ClockCheck } from './check-clock.ts';

export interface RecurringInput {
  readonly macId: string;
  readonly macKey: string;
  readonly businessId: string | undefined;
  readonly baseUrl: string | undefined;
}

/** Nothing that only reads can tell the unit. */
const PRICES: Check = {
  ...skipped('prices', 'are sent as decimals such as "9.99", as in Paysera\'s own PHP client and older documentation'),
  fix:
    'The current guide prints 999 without a unit, which Paysera\'s own money code reads as 999.00. If "9.99" is wrong, it is refused; ' +
    'if 999 is wrong, it charges a hundredfold. Check the amount that your first live charge takes.',
};

/** Checks the MAC credentials of Recurring Billing with a GET, because there is no test environment. */
export async function checkRecurring(
  { macId, macKey, businessId, baseUrl }: RecurringInput,
  clock: ClockCheck,
): Promise<Check[]> {
  const business =
    businessId === undefined
      ? warning(
          'business ID',
          'PAYSERA_BUSINESS_ID is not set',
          'Payment requests need it, either in the body or as an option.',
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
    const waiting = unread.items.length > 0 ? ', and there are unread notifications' : '';
    return [ok('MAC', `signatures are accepted${waiting}`), business, PRICES];
  } catch (error) {
    if (isConfigurationError(error)) return [failed('MAC', error.message), business];
    if (isAuthenticationError(error)) {
      const fix =
        'Compare mac_id and mac_key with what Paysera issued. The key is used as is, without decoding it. See also the clock.';
      return [failed('MAC', describeError(error), fix), business];
    }
    if (isPermissionError(error)) {
      return [
        failed(
          'MAC',
          describeError(error),
          'The signature is correct, but the client is not allowed to use this API. Ask Paysera.',
        ),
        business,
      ];
    }
    return [
      failed(
        'MAC',
        describeError(error),
        'Check the network connection from this machine to Paysera, and --recurring-url.',
      ),
      business,
    ];
  }
}
