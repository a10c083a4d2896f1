import type { RateLimit } from '../errors/api-error.ts';
import type { Attempt } from '../errors/attempt.ts';

/** A whole answer, read and parsed once. Shaped so that openapi-fetch takes it for a `Response`. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly raw: string;
  /** The parsed JSON; undefined when there is none. */
  readonly data: unknown;
  requestId: string | undefined;
  /** What is wrong with it, when the body is not what the API speaks. */
  readonly malformed?: string;
  /** Seconds Paysera asks to stay away: its `Retry-After`, or with 429 the reset of its window. */
  readonly retryAfter: number | undefined;
  readonly rateLimit: RateLimit | undefined;
  attempts: readonly Attempt[];
  /** What the request carried, when the answer is an error: not to be repeated in it. */
  known: readonly string[];
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** Bytes of a body that are read at most. */
export const BODY_LIMIT: number = 8 * 1024 * 1024;

/** Reads a response to its end. Rejects when `signal` ends it; an odd or broken body is told in `malformed`. */
export async function readAnswer(
  response: Response,
  emptyIsFine: boolean,
  now: () => number,
  signal: AbortSignal,
): Promise<Answer> {
  const { status, headers } = response;
  const ok = response.ok;
  let brokeOff = false;
  const raw = await readText(response).catch((error: unknown) => {
    if (signal.aborted) throw error;
    brokeOff = true;
    return '';
  });
  let data: unknown;
  let malformed: string | undefined;
  // Of a refusal the status says enough.
  if (brokeOff && ok) malformed = 'the answer broke off';
  else if (raw === undefined) malformed = `the body is larger than ${BODY_LIMIT / 1024 / 1024} MiB`;
  else if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
    malformed = 'it is a redirect, which is not followed';
  else if (raw === '' && ok) {
    if (status === 204 || emptyIsFine) data = {};
    else malformed = 'the body is empty';
  } else {
    try {
      data = JSON.parse(raw);
    } catch {
      if (ok) malformed = raw.trimStart().startsWith('<') ? 'it is HTML, not JSON' : 'it is not whole JSON';
    }
  }
  const rateLimit = rateLimitOf(headers);
  return {
    status,
    ok,
    headers,
    rateLimit,
    retryAfter: retryAfterOf(headers, now()) ?? (status === 429 ? rateLimit?.reset : undefined),
    raw: raw ?? '',
    data,
    requestId: headers.get('x-request-id') ?? headers.get('paysera-correlation-id') ?? undefined,
    ...(malformed !== undefined && { malformed }),
    attempts: [],
    known: [],
    text: async () => raw ?? '',
    json: async () => data,
  };
}

async function readText(response: Response): Promise<string | undefined> {
  const { body, headers } = response;
  if (!body) return '';
  const length = headers.get('content-length');
  if (Number(length) > BODY_LIMIT) {
    await body.cancel();
    return undefined;
  }
  // With a length and no compression the size is known beforehand, and the short way is safe.
  if (length !== null && !headers.has('content-encoding')) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Seconds of a `Retry-After`, given as seconds or as a date. Undefined when absent or nonsense. */
function retryAfterOf(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return /[a-z]/i.test(value) && !Number.isNaN(date) ? Math.max(0, Math.ceil((date - now) / 1000)) : undefined;
}

/** The rate limit headers. */
function rateLimitOf(headers: Headers): RateLimit | undefined {
  const read = (name: string) => {
    const value = headers.get(`x-ratelimit-${name}`);
    return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const found = { limit: read('limit'), remaining: read('remaining'), reset: read('reset') };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
