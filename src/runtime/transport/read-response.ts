import type { RateLimit } from '../../errors/api/api-error.ts';
import type { Attempt } from '../../errors/attempt.ts';
import type { PayseraError } from '../../errors/paysera-error.ts';
import { readText } from '../../http/read-text.ts';
import type { CallState, Identity } from './call-state.ts';
import { identityOf } from './request-id.ts';

/** What is wrong with a body, when it is not what the API sends. */
export type Malformation = 'broken' | 'large' | 'redirect' | 'empty' | 'not-json';

/** A complete response, read and parsed once. */
export interface ApiResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  raw: string;
  /** The parsed JSON; undefined when there is none. */
  readonly data: unknown;
  /** Paysera's id of the request. Read and checked when somebody asks: after a success, hardly anybody does. */
  readonly identity: () => Identity;
  /** What is wrong with the body. */
  readonly malformed: Malformation | undefined;
  /** Seconds that Paysera asks to wait after an error: its `Retry-After`, or for a 429 the reset of its window. */
  readonly retryAfter: number | undefined;
  /** Read when somebody asks. */
  readonly rateLimit: () => RateLimit | undefined;
  readonly attempts: readonly Attempt[];
  /** What the status means, when it is an error. */
  error?: PayseraError | undefined;
  /** What all this was read from; its body is consumed. */
  readonly response: Response;
}

/** Reads a response to its end. Rejects when there is none, or when the call is over. `malformed` says what is wrong with a body. */
export async function readResponse(responsePromise: Promise<Response>, call: CallState): Promise<ApiResponse> {
  const response = await responsePromise;
  const { status, headers, ok } = response;
  // `Response.error()`: a network error that was not thrown.
  if (status === 0 && response.type === 'error') throw new TypeError('network error');
  let brokeOff = false;
  let raw: string | undefined = '';
  try {
    raw = await readText(response);
  } catch (error) {
    if (call.deadline.signal.aborted) throw error;
    brokeOff = true;
  }
  let data: unknown;
  let malformed: Malformation | undefined;
  // For an error status the status alone says enough.
  if (brokeOff && ok) malformed = 'broken';
  else if (raw === undefined) malformed = 'large';
  else if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) malformed = 'redirect';
  else if (raw === '' && ok) {
    if (status === 204 || call.request.operation.undocumented) data = {};
    else malformed = 'empty';
  } else {
    try {
      data = JSON.parse(raw);
    } catch {
      if (ok) malformed = 'not-json';
    }
  }
  const { now } = call.settings.clock;
  // By the clock of whoever made the response: ours may differ, and not know it yet.
  const asOf = () => (isCached(headers) ? 0 : Date.parse(String(headers.get('date')))) || now();
  const rateLimit = () => rateLimitOf(headers, asOf);
  return {
    status,
    ok,
    headers,
    rateLimit,
    retryAfter: ok ? undefined : (retryAfterOf(headers, asOf) ?? (status === 429 ? rateLimit()?.reset : undefined)),
    raw: raw ?? '',
    data,
    identity: identityOf(headers, call),
    malformed,
    attempts: call.attempts,
    response,
  };
}

/** Whether a cache has kept a response, so that its `Date` is not now. */
export function isCached(headers: Headers): boolean {
  return Number(headers.get('age')) > 0;
}

/** A `Retry-After` in seconds, whether given as seconds or as a date. Undefined when absent or invalid. */
function retryAfterOf(headers: Headers, now: () => number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return secondsUntil(Number(value), now);
  const date = Date.parse(value);
  return /[a-z]/i.test(value) && !Number.isNaN(date) ? Math.max(0, Math.ceil((date - now()) / 1000)) : undefined;
}

/** Seconds from now, given as seconds or as a Unix time. */
function secondsUntil(value: number, now: () => number): number {
  return value < FIRST_UNIX_TIME ? value : Math.max(0, Math.ceil(value - now() / 1000));
}

// The year 2001: no wait is as long.
const FIRST_UNIX_TIME = 1e9;

/** The rate limit headers. */
function rateLimitOf(headers: Headers, now: () => number): RateLimit | undefined {
  const limit = digits(headers.get('x-ratelimit-limit'));
  const remaining = digits(headers.get('x-ratelimit-remaining'));
  const reset = digits(headers.get('x-ratelimit-reset'));
  if (limit === undefined && remaining === undefined && reset === undefined) return undefined;
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
    ...(reset !== undefined && { reset: secondsUntil(reset, now) }),
  };
}

function digits(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
}
