import { ConfigurationError } from '../../errors/configuration-error.ts';

/** The error for a shop that cannot take any payment. */
export function cannotSell(reason: unknown): ConfigurationError {
  const message = reason instanceof Error ? reason.message : String(reason);
  return new ConfigurationError(
    `createPayment failed for an ordinary payment, so nothing else can be checked: ${message}`,
    {
      cause: reason,
    },
  );
}
