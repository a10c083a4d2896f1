import { ConfigurationError } from '../../errors/configuration-error.ts';
import { assertKnown } from '../../errors/known-options.ts';
import { encodeAmounts } from '../../money/minor-units.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import { kindOf } from '../../wire/kind-of.ts';
import type { Operation } from '../operation.ts';
import { CALL_OPTIONS, type CallOptions, type ClientOptions } from '../options.ts';
import { assertRetry } from '../retry/retry-options.ts';
import type { WireRequest } from '../transport/wire-request.ts';
import { checkedTimeout } from './checked-timeout.ts';
import { encodePath } from './encode-path.ts';
import { encodeQuery } from './encode-query.ts';
import { BACKGROUND, STEP, type Step, type StepOptions } from './step.ts';
import type { LooseInput } from './wire-types.ts';

/** Per-call options and limits. */
type CallContext = Omit<WireRequest, 'callId' | 'method' | 'url' | 'body' | 'began'> & {
  /** The composite call that this is a step of. */
  readonly step: Step | undefined;
};

/** A call as it goes on the wire. */
export interface PreparedCall {
  /** Path and query, encoded. */
  readonly path: string;
  /** A string: what is signed is what is sent, on every attempt. */
  readonly body: string | undefined;
  /** What it was made from, including amounts and keys. The journal and the guards read this. */
  readonly input: LooseInput;
  readonly context: CallContext;
}

const TIMEOUT = 30_000;
const OWN_HEADERS = ['authorization', 'content-type', 'content-length', 'host', 'idempotency-key'];

/** Checks a call and encodes it for the wire. Throws before anything is sent. */
export function prepareCall(
  operation: Operation,
  { path = {}, query, body }: LooseInput,
  options: StepOptions,
  defaults: Pick<ClientOptions, 'timeout' | 'retry'>,
): PreparedCall {
  assertKnown(operation.id, options, CALL_OPTIONS);
  assertRetry(options.retry);
  const key = operation.key && keyOf(operation.key, body, options);
  const places = (where: string) => operation.amounts?.filter((place) => place.in === where);
  const inBody = places('body');
  if (inBody?.length && body !== undefined) assertReadable(operation.id, body);
  const spelled = encodeAmounts(body, inBody);
  const keyed = operation.key?.in === 'body' ? { ...fieldsOf(spelled), [operation.key.name]: key } : spelled;
  const search = query ? encodeQuery(bracketed(operation, encodeAmounts(query, places('query')))) : '';
  return {
    path: `${encodePath(operation.path, path, operation.id)}${search && `?${search}`}`,
    body: bodyText(operation, keyed),
    input: { path, body: keyed },
    context: {
      operation,
      headers: headersOf(operation, options, key, keyed !== undefined || /^P(OS|U)T$/.test(operation.method)),
      signal: options.signal,
      timeout: checkedTimeout(operation.id, options.timeout ?? defaults.timeout ?? TIMEOUT),
      retry: options.retry ?? defaults.retry ?? {},
      idempotencyKey: key,
      background: options[BACKGROUND] === true,
      step: options[STEP],
    },
  };
}

/** Amounts are checked in the body before it is serialized. A string, or an object with `toJSON`, would hide them. */
function assertReadable(operation: string, body: unknown): void {
  if (typeof body === 'object' && body !== null && !Array.isArray(body) && !('toJSON' in body)) return;
  throw new ConfigurationError(`${operation}: body is ${kindOf(body)}; expected a plain object. Nothing was sent.`, {
    operation,
  });
}

function headersOf(
  operation: Operation,
  options: CallOptions,
  key: string | undefined,
  typed: boolean,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = options.headers ? callerHeaders(options.headers) : { Accept: JSON_TYPE };
  // Paysera asks for it on each POST and PUT, also without a body.
  if (typed) headers['Content-Type'] = operation.form ? 'application/x-www-form-urlencoded' : JSON_TYPE;
  if (operation.key?.in === 'header' && key !== undefined) headers[operation.key.name] = key;
  return headers;
}

const JSON_TYPE = 'application/json';

/** The caller's headers. Of two names that differ only in case, the last one wins. */
function callerHeaders(headers: NonNullable<CallOptions['headers']>): Record<string, string> {
  const merged = new Headers({ Accept: JSON_TYPE });
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (OWN_HEADERS.includes(lower)) {
      const instead = lower === 'idempotency-key' ? 'give idempotencyKey instead' : 'leave it out';
      throw new ConfigurationError(`headers: ${name} is set by the client; ${instead}. Nothing was sent.`);
    }
    if (value === undefined) continue;
    try {
      merged.set(name, value);
    } catch {
      // The platform's own error would quote the value, which may be a secret.
      throw new ConfigurationError(
        `headers: ${JSON.stringify(name)} has a character that no header can have, such as a line break. Nothing was sent.`,
      );
    }
  }
  return Object.fromEntries(merged);
}

function bodyText({ id, form }: Operation, body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  if (form) return new URLSearchParams(body as Record<string, string>).toString();
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new ConfigurationError(`${id}: body cannot be written as JSON. Nothing was sent.`, { operation: id, cause });
  }
}

/** The caller's key, from the options or the body, or a new one. It stays the same for all attempts. */
function keyOf(key: NonNullable<Operation['key']>, body: unknown, options: CallOptions): string {
  const inBody = key.in === 'body' ? fieldsOf(body)[key.name] : undefined;
  const given = options.idempotencyKey ?? inBody;
  if (given === undefined) return crypto.randomUUID();
  if (typeof given === 'string' && /^[\x21-\x7E]{1,255}$/.test(given)) return given;
  throw new ConfigurationError(
    'idempotencyKey: expected 1 to 255 printable ASCII characters without spaces. Nothing was sent.',
  );
}

/** Query names as the wire has them: `status` becomes `status[]`. */
function bracketed(operation: Operation, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(query).map(([name, value]): [string, unknown] => {
    const list = `${name}[]`;
    return operation.query?.includes(list) && value !== undefined ? [list, [value].flat()] : [name, value];
  });
  return Object.fromEntries(entries);
}
