import { ConfigurationError } from '../errors/configuration-error.ts';

/** The error of a filter by an amount without a currency, or the other way round. */
export function halfAFilter(missing: string): ConfigurationError {
  return new ConfigurationError(
    `paymentMethods.list: ${missing} is missing; expected both amount and currency, or neither. ` +
      'Paysera ignores one without the other. Nothing was sent.',
  );
}
