import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as errors from '../../src/errors/index.ts';
import { repository } from '../support/code-blocks.ts';

const { nextStep } = errors;
const api = (Class: typeof errors.ApiError, status: number) => new Class('', { status, error: 'x' });
const limited = new errors.RateLimitError('', { status: 429, error: 'x', retryAfter: 20 });
const uncharged = (cause: Error) => charge('not-charged', cause);
const charge = (outcome: 'unknown' | 'not-charged', cause: Error) =>
  new errors.ChargeIncompleteError(new errors.ChargeResume('SUB-1', undefined, undefined, {}), outcome, cause, {
    resolve: async () => ({ outcome: 'unknown' }),
    cancel: async () => ({ outcome: 'unknown' }),
  });
const noPrice = { amount: undefined, currency: undefined };

/** Each error of the client, as the page names it. */
const SPECIMENS: readonly (readonly [string, errors.PayseraError])[] = [
  ['`ConnectionError`', new errors.ConnectionError('')],
  ['`TimeoutError`', new errors.TimeoutError('')],
  ['`AbortError`', new errors.AbortError('')],
  ['`MalformedResponseError`', new errors.MalformedResponseError('', 200, '')],
  ['`ServerError`', api(errors.ServerError, 503)],
  ['`ApiError` with status 408', api(errors.ApiError, 408)],
  ['`PaginationError`', new errors.PaginationError('')],
  ['`ConfigurationError` with code `intent_store`', new errors.ConfigurationError('', {}, 'intent_store')],
  ['`RateLimitError` with `retryAfter: 20`', limited],
  [
    '`OutcomeUnknownError` with an `idempotencyKey`',
    new errors.OutcomeUnknownError('', { idempotencyKey: 'refund-77' }),
  ],
  ['`ChargeIncompleteError` (`not-charged`, because of a `TimeoutError`)', uncharged(new errors.TimeoutError(''))],
  [
    '`ChargeIncompleteError` (`not-charged`, after an `OutcomeUnknownError`)',
    uncharged(new errors.OutcomeUnknownError('')),
  ],
  ['`OutcomeUnknownError` without an `idempotencyKey`', new errors.OutcomeUnknownError('')],
  ['`ChargeIncompleteError` (`unknown`)', charge('unknown', new errors.TimeoutError(''))],
  ['`ConflictError`', api(errors.ConflictError, 409)],
  ['`ResponseValidationError`', new errors.ResponseValidationError('', [], {})],
  ['`AmountMismatchError`', new errors.AmountMismatchError(noPrice, noPrice, 'a')],
  ['`PaymentLinkMissingError`', new errors.PaymentLinkMissingError({ order_id: 'a' }, undefined)],
  ['`ChargeIncompleteError` (`not-charged`, because of a `ConflictError`)', uncharged(api(errors.ConflictError, 409))],
  ['`ConfigurationError`', new errors.ConfigurationError('')],
  ['`InvalidAmountError`', new errors.InvalidAmountError('amount', '')],
  ['`ValidationError`', api(errors.ValidationError, 422)],
  ['`AuthenticationError`', api(errors.AuthenticationError, 401)],
  ['`PermissionError`', api(errors.PermissionError, 403)],
  ['`NotFoundError`', api(errors.NotFoundError, 404)],
  ['`NotAcceptableError`', api(errors.NotAcceptableError, 406)],
  ['`PaymentCollectionNotActivatedError`', api(errors.PaymentCollectionNotActivatedError, 400)],
  ['another `ApiError`', api(errors.ApiError, 410)],
  ['`WebhookVerificationError`', new errors.WebhookVerificationError('wrong-signature', '')],
  [
    '`ChargeIncompleteError` (`not-charged`, because of a `ValidationError`)',
    uncharged(api(errors.ValidationError, 400)),
  ],
];

const page = await readFile(join(repository, 'docs/when-a-call-fails.md'), 'utf8');

test('the table of next steps in docs/when-a-call-fails.md is what nextStep returns', () => {
  const rows = new Map<string, string[]>();
  for (const [name, error] of SPECIMENS) {
    const step = inspect(nextStep(error));
    rows.set(step, [...(rows.get(step) ?? []), name]);
  }
  const table = [...rows].map(([step, names]) => `| \`${step}\` | ${names.join(', ')} |`);
  expect(page.match(/^\| `\{ do: .*$/gm)).toEqual(table);
});

test('the table has every error class', () => {
  const classes = Object.keys(errors).filter((name) => /^[A-Z]\w+Error$/.test(name) && name !== 'PayseraError');
  const named = new Set(SPECIMENS.map(([, { name }]) => name));
  expect(classes.filter((name) => !named.has(name))).toEqual([]);
});

test('a wait that lies under the error counts, and the key is that of the charge', () => {
  const lost = new errors.OutcomeUnknownError('', { idempotencyKey: 'refund-77', cause: limited });
  expect(nextStep(lost)).toEqual({ do: 'retry', after: 20_000, idempotencyKey: 'refund-77' });
  expect(nextStep(uncharged(limited))).toEqual({ do: 'retry', after: 20_000, idempotencyKey: 'SUB-1' });
});
