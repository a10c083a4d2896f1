import { isApiError } from '../errors/api-error.ts';
import { isPayseraError } from '../errors/paysera-error.ts';

/** What one check of `paysera doctor` found. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  /** What to do about it. */
  readonly mend?: string;
}

export const ok = (name: string, says: string): Check => ({ name, status: 'ok', says });
export const warning = (name: string, says: string, mend?: string): Check => ({
  ...{ name, status: 'warning', says },
  ...(mend !== undefined && { mend }),
});
export const failed = (name: string, says: string, mend?: string): Check => ({
  ...{ name, status: 'failed', says },
  ...(mend !== undefined && { mend }),
});
export const skipped = (name: string, says: string): Check => ({ name, status: 'skipped', says });

/** An error in a few words, without a stack and without anything secret. */
export function wordsOf(error: unknown): string {
  if (isApiError(error))
    return `HTTP ${error.status} ${error.code}${error.requestId ? ` (request ${error.requestId})` : ''}`;
  if (isPayseraError(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}
