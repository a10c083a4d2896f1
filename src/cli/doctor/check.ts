import { isApiError } from '../../errors/api/api-error.ts';
import { isPayseraError } from '../../errors/paysera-error.ts';

/** The result of one check of `paysera doctor`. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
}

export const ok = (name: string, message: string): Check => ({ name, status: 'ok', message });
export const warning = (name: string, message: string, fix?: string): Check => ({
  ...{ name, status: 'warning', message },
  ...(fix !== undefined && { fix }),
});
export const failed = (name: string, message: string, fix?: string): Check => ({
  ...{ name, status: 'failed', message },
  ...(fix !== undefined && { fix }),
});
export const skipped = (name: string, message: string): Check => ({ name, status: 'skipped', message });

/** Describes an error in a few words, without a stack trace and without secrets. */
export function describeError(error: unknown): string {
  if (isApiError(error))
    return `HTTP ${error.status} ${error.code}${error.requestId ? ` (request ${error.requestId})` : ''}`;
  if (isPayseraError(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}
