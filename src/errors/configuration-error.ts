import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/**
 * The client is misconfigured. The message names the option. Nothing was sent. With the code `intent_store`, the store of
 * intents failed: make the same call again when it is back. With the code `not_loaded`, a part of this package could not be
 * loaded: nothing was changed.
 */
export class ConfigurationError extends PayseraError {
  declare readonly code: 'configuration' | 'intent_store' | 'not_loaded';

  constructor(message: string, context: ErrorContext = {}, code: ConfigurationError['code'] = 'configuration') {
    super(code, message, context);
  }
  static {
    kind(ConfigurationError.prototype, 'ConfigurationError');
  }
}

/** Whether `error` is a `ConfigurationError`. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return isKind(error, 'ConfigurationError');
}
