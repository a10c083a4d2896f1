import { type Drift, ResponseValidationError } from '../../errors/api/response-validation-error.ts';
import type { ErrorContext } from '../../errors/paysera-error.ts';
import { fieldsOf, isObject } from '../../wire/fields-of.ts';
import { kindOf } from '../../wire/kind-of.ts';
import { metadataOf } from '../call/metadata.ts';
import type { Unusable } from './validate.ts';

/** Where a payer may be sent: to Paysera's own pages, or wherever a payment method has its page, such as a bank. */
type Host = 'paysera' | 'any';

/** Where in which response a URL is, and where it may lead. */
export interface PayerUrlPlace {
  readonly operation: string;
  readonly path: string;
  readonly host: Host;
  /** The one this client calls. */
  readonly origin: string;
}

/** The error of a response that lacks required fields, or differs from the document. */
export function unusableResponse(
  operation: string,
  { lacking, broken }: Unusable,
  data: unknown,
  context: ErrorContext,
): ResponseValidationError {
  const drifts = lacking.length > 0 ? lacking.map((field) => lackOf(field, fieldsOf(data)[field])) : broken;
  const what = lacking.length > 0 ? 'lacks required fields' : 'differs from the document';
  const places = drifts.map(
    ({ path, expected, received }) => `${path || 'the response'} is ${received}, not ${expected}`,
  );
  const message = `its response ${what}: ${places.join('; ')}. Do not send it again`;
  return succeededBut(operation, message, drifts, data, context);
}

/** The error of a response without a list. */
export function withoutList(operation: string, response: unknown): ResponseValidationError {
  const received = kindOf(fieldsOf(response)['items']);
  const message = 'its response has no list of items. Do not treat it as an empty list';
  return succeededBut(operation, message, [{ path: 'items', expected: 'a list', received }], response);
}

/** The error of a URL that no payer may be sent to. */
export function unsafePayerUrl(
  { operation, path, host, origin }: PayerUrlPlace,
  data: unknown,
): ResponseValidationError {
  const expected = `an https URL${host === 'any' ? '' : ` at paysera.com or ${origin}`}`;
  const message = `its ${path} is not ${expected}. Do not send the payer there`;
  return succeededBut(operation, message, [{ path, expected, received: 'another URL' }], data);
}

function lackOf(path: string, value: unknown): Drift {
  return { path, expected: 'a non-empty string', received: value === '' ? 'an empty string' : kindOf(value) };
}

function succeededBut(
  operation: string,
  what: string,
  drifts: readonly Drift[],
  data: unknown,
  context: ErrorContext = (isObject(data) && metadataOf(data)) || { operation },
): ResponseValidationError {
  const message = `${operation} succeeded, but ${what}; the response is in \`data\`.`;
  return new ResponseValidationError(message, drifts, data, context);
}
