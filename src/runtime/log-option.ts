import { ConfigurationError } from '../errors/configuration-error.ts';
import { fromEnvironment } from './environment.ts';
import type { PayseraEvent } from './events.ts';
import type { Logger, LogLevel } from './log.ts';

const METHODS = ['error', 'warn', 'info', 'debug'] as const;

type Listener = (event: PayseraEvent) => unknown;

/**
 * The listener that logs, or `onEvent` alone where nothing is logged. The code that writes the lines is loaded with the
 * first event, which waits for it.
 *
 * @throws {ConfigurationError} when `PAYSERA_LOG` or the logger is not one.
 */
export function withLog(onEvent: Listener | undefined, logger: Logger | undefined): Listener | undefined {
  const level = fromEnvironment('PAYSERA_LOG') || (logger ? 'debug' : 'off');
  if (!/^(off|error|warn|info|debug)$/.test(level)) {
    throw new ConfigurationError('PAYSERA_LOG: expected off, error, warn, info or debug. Nothing was sent.');
  }
  if (logger && METHODS.some((name) => typeof logger[name] !== 'function')) {
    throw new ConfigurationError('logger: expected the methods error, warn, info and debug. Nothing was sent.');
  }
  if (level === 'off') return onEvent;
  let log: Promise<Listener> | undefined;
  return (event) => {
    log ??= import('./log.ts').then(({ createLog }) => createLog(logger ?? console, level as LogLevel));
    // A logger that throws or rejects must not end the process.
    log.then((write) => write(event)).catch(() => {});
    return onEvent?.(event);
  };
}
