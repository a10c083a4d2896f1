import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** The client is misconfigured. The message names the option. Nothing was sent. */
export class ConfigurationError extends PayseraError {
  constructor(message: string, context: ErrorContext = {}) {
    super('configuration', message, context);
  }
  static {
    kind(ConfigurationError.prototype, 'ConfigurationError');
  }
}

/** Whether `error` is a `ConfigurationError`. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return isKind(error, 'ConfigurationError');
}
