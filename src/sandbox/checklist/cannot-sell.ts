import { ConfigurationError } from '../../errors/configuration-error.ts';

/** The error for a shop that does not work at all. */
export function cannotSell(reason: unknown): ConfigurationError {
  const says = reason instanceof Error ? reason.message : String(reason);
  return new ConfigurationError(
    `createPayment failed on an ordinary day, so that nothing else can be checked: ${says}`,
    {
      cause: reason,
    },
  );
}
