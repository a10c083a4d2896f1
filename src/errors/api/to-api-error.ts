import { isObject } from '../../wire/fields-of.ts';
import type { ErrorContext } from '../paysera-error.ts';
import { createRedact } from '../redact.ts';
import { ApiError, type ApiErrorInit } from './api-error.ts';
import {
  AuthenticationError,
  ConflictError,
  NotAcceptableError,
  NotFoundError,
  PaymentCollectionNotActivatedError,
  PermissionError,
  ServerError,
  ValidationError,
} from './api-errors.ts';
import { RateLimitError } from './rate-limit-error.ts';

/** A response with an error status. */
export interface ErrorResponse {
  readonly status: number;
  /** The parsed body, whatever it is. */
  readonly data: unknown;
  readonly raw: string;
  readonly retryAfter?: number | undefined;
  readonly rateLimit?: ApiErrorInit['rateLimit'];
  /** What the request contained: removed from any text of the server. */
  readonly sensitiveValues?: readonly string[];
}

// Characters.
const MAX_BODY = 8192;
const MAX_TEXT = 1000;
const MAX_CODE = 200;
const MAX_MESSAGE = 4000;
// A server decides how much there is to read: all of it together costs no more than this.
const MAX_FIELDS = 50;
const MAX_MESSAGES = 10;
const MAX_ITEMS = 1000;
const MAX_SEARCHED = 65_536;
// The fields of a larger body are not read: listing the names of an object costs more than parsing them.
const MAX_READ = 262_144;

/** The error for a response, from any envelope Paysera is known to use, whatever its Content-Type. */
export function toApiError(response: ErrorResponse, context: ErrorContext): ApiError {
  const { status, raw, rateLimit, retryAfter, sensitiveValues } = response;
  const envelope = readEnvelope(response.data, raw.length, cleaner(sensitiveValues));
  const init: ApiErrorInit = {
    status,
    error: envelope.error ?? `http_${status}`,
    description: envelope.description,
    fields: envelope.fields,
    errorUri: envelope.errorUri,
    rateLimit,
    body: raw === '' ? undefined : raw.slice(0, MAX_BODY),
  };
  const message = messageOf(init, context);
  if (init.error === 'payment_collection_not_activated') {
    return new PaymentCollectionNotActivatedError(message, init, context);
  }
  if (status === 429) return new RateLimitError(message, { ...init, retryAfter }, context);
  const Class = status >= 500 ? ServerError : (CLASSES[status] ?? ApiError);
  return new Class(message, init, context);
}

const CLASSES: Readonly<Record<number, typeof ApiError>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  406: NotAcceptableError,
  409: ConflictError,
  422: ValidationError,
};

const ADVICE: Readonly<Record<string, string>> = {
  payment_collection_not_activated:
    'Activate the project in the merchant portal (project → Overview), or turn on Test Mode in its settings to test without real money.',
  invalid_client:
    'Check the client ID and secret: merchant portal → project → Integrations. The secret is shown only once; create a new one if it is lost.',
  invalid_properties:
    'The usual reason is a payment method that is not available to this project or country: take the key from paymentMethods.list().',
  invalid_state: 'Fetch the resource first: the change may already have been made.',
  invalid_timestamp: 'This machine’s clock is wrong: synchronize it with NTP.',
  payment_request_not_unique:
    'A payment request with this unique_identifier is already paid: fetch that one instead of charging again.',
  401: 'Check the credentials, and that they belong to this API: Checkout uses a client ID and secret, Recurring Billing a MAC ID and key.',
  403: 'The credentials are valid but do not permit this: the usual reason is an ID of another project.',
  404: 'Check the ID, and that it belongs to this project.',
  422: 'A field is invalid, or the resource can no longer change: fetch it to see its status.',
  429: 'Call again after `retryAfter` seconds, or set a longer `timeout` so that the call waits by itself.',
};

function messageOf(
  { status, error, description, fields }: ApiErrorInit,
  { operation, requestId }: ErrorContext,
): string {
  const fieldMessages = Object.entries(fields ?? {}).map(([place, messages]) => `${place}: ${messages.join(' ')}`);
  const details = [description, fieldMessages.length > 0 ? fieldMessages.join('; ') : undefined]
    .filter(Boolean)
    .join(' — ');
  const advice = ADVICE[error] ?? ADVICE[status];
  const message = [
    `${operation ?? 'The call'} failed with ${status} ${error}${details && `: ${details}`}`,
    advice ?? '',
    requestId ? `Request id ${requestId}.` : '',
  ]
    .filter(Boolean)
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
}

/** Redacts and truncates texts until too much was searched; from then on there is no text. */
function cleaner(sensitiveValues: readonly string[] | undefined): Clean {
  const redact = createRedact(sensitiveValues);
  let left = MAX_SEARCHED;
  return (text, max) => {
    if (typeof text !== 'string') return undefined;
    left -= Math.min(text.length, MAX_BODY);
    return left < 0 ? undefined : redact(text).slice(0, max);
  };
}

type Clean = (text: unknown, max: number) => string | undefined;

interface Envelope {
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  readonly fields: Record<string, string[]>;
  readonly errorUri?: string | undefined;
}

/** The guide's envelope, the older `message` + `details`, the framework's `errors`, and RFC 9457 problem details. */
function readEnvelope(data: unknown, size: number, clean: Clean): Envelope {
  if (!isObject(data)) return { fields: {} };
  const { error, error_description, message, detail, title, error_uri } = data;
  const code = isObject(error) ? error['code'] : error;
  const description = [error_description, message, detail, title].find((text) => typeof text === 'string');
  const uri = error_uri ?? data['type'];
  // A documentation page: its query could contain data from the request.
  const [page = ''] = typeof uri === 'string' ? uri.slice(0, MAX_BODY).split(/[?#]/) : [];
  return {
    error: clean(code, MAX_CODE),
    description: clean(description, MAX_TEXT),
    errorUri: /^https?:/.test(page) ? clean(page, MAX_TEXT) : undefined,
    fields: size > MAX_READ ? {} : Object.fromEntries(readFields(data, clean)),
  };
}

function readFields(data: Record<string, unknown>, clean: Clean): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const add = (input: unknown, text: unknown) => {
    if (typeof text !== 'string') return;
    const place = clean(input, MAX_CODE);
    if (place === undefined || (!fields.has(place) && fields.size === MAX_FIELDS)) return;
    const messages = fields.get(place) ?? [];
    if (messages.length === MAX_MESSAGES) return;
    const cleaned = clean(text, MAX_TEXT);
    if (cleaned !== undefined) fields.set(place, [...messages, cleaned]);
  };
  const { error_properties: properties } = data;
  if (isObject(properties) && !Array.isArray(properties)) {
    for (const [place, messages] of Object.entries(properties).slice(0, MAX_FIELDS)) {
      const texts: unknown[] = Array.isArray(messages) ? messages : [messages];
      for (const text of texts.slice(0, MAX_MESSAGES)) add(place, text);
    }
  }
  for (const list of [data['details'], data['errors']]) {
    if (!Array.isArray(list)) continue;
    for (const item of list.slice(0, MAX_ITEMS)) if (isObject(item)) add(item['field'], item['message']);
  }
  return fields;
}
