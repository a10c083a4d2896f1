import { isKind, kind } from './kind.ts';
import { type ErrorContext, PayseraError } from './paysera-error.ts';

/** No answer came: DNS, connection refused, TLS, or a connection that broke. */
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
