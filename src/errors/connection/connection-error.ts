import { isKind, kind } from '../kind.ts';
import { type ErrorContext, PayseraError } from '../paysera-error.ts';

/** No response arrived: DNS failure, connection refused, TLS failure, or a broken connection. */
export class ConnectionError extends PayseraError {
  constructor(message: string, context: ErrorContext = {}) {
    super('connection_failed', message, context);
  }
  static {
    kind(ConnectionError.prototype, 'ConnectionError');
  }
}

/** Whether `error` is a `ConnectionError`. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return isKind(error, 'ConnectionError');
}
