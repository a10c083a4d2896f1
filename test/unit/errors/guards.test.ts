import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as here from '../../../src/errors/index.ts';

type Guard = (error: unknown) => boolean;
type Errors = typeof here;

/** How each class is made, and what else it is. A class that is exported and not here turns the run red. */
const classes: Readonly<Record<string, readonly [make: (errors: Errors) => Error, parents: readonly string[]]>> = {
  PayseraError: [({ PayseraError }) => new PayseraError('code', 'message'), []],
  AbortError: [({ AbortError }) => new AbortError('message'), []],
  AmountMismatchError: [
    ({ AmountMismatchError }) =>
      new AmountMismatchError({ amount: 1, currency: 'EUR' }, { amount: '1', currency: 'EUR' }, 'abc'),
    [],
  ],
  ApiError: [({ ApiError }) => new ApiError('message', { status: 418, error: 'x' }), []],
  AuthenticationError: api('AuthenticationError', 401),
  ChargeIncompleteError: [
    ({ ChargeIncompleteError, ChargeResume }) =>
      new ChargeIncompleteError(new ChargeResume('key', undefined, undefined, {}), 'unknown', new Error('x'), {
        resolve: async () => ({ outcome: 'unknown' }),
        cancel: async () => ({ outcome: 'unknown' }),
      }),
    [],
  ],
  ConfigurationError: [({ ConfigurationError }) => new ConfigurationError('message'), []],
  ConflictError: api('ConflictError', 409),
  ConnectionError: [({ ConnectionError }) => new ConnectionError('message'), []],
  InvalidAmountError: [({ InvalidAmountError }) => new InvalidAmountError('amount', 'message'), []],
  MalformedResponseError: [({ MalformedResponseError }) => new MalformedResponseError('message', 200, ''), []],
  NotAcceptableError: api('NotAcceptableError', 406),
  NotFoundError: api('NotFoundError', 404),
  OutcomeUnknownError: [({ OutcomeUnknownError }) => new OutcomeUnknownError('message'), []],
  PaginationError: [({ PaginationError }) => new PaginationError('message'), []],
  PaymentCollectionNotActivatedError: api('PaymentCollectionNotActivatedError', 400),
  PaymentLinkMissingError: [({ PaymentLinkMissingError }) => new PaymentLinkMissingError({ order_id: 'a' }, 'x'), []],
  PermissionError: api('PermissionError', 403),
  RateLimitError: api('RateLimitError', 429),
  ResponseValidationError: [({ ResponseValidationError }) => new ResponseValidationError('message', [], {}), []],
  ServerError: api('ServerError', 503),
  TimeoutError: [({ TimeoutError }) => new TimeoutError('message'), []],
  ValidationError: api('ValidationError', 400),
  WebhookVerificationError: [
    ({ WebhookVerificationError }) => new WebhookVerificationError('wrong-signature', 'message'),
    [],
  ],
};

function api(name: keyof Errors, status: number): readonly [(errors: Errors) => Error, readonly string[]] {
  return [(errors) => new (errors[name] as Errors['ValidationError'])('message', { status, error: 'x' }), ['ApiError']];
}

const guardOf = (errors: Errors, name: string) => (errors as unknown as Record<string, Guard>)[`is${name}`] as Guard;

/** Another copy of the package, as two versions in one tree are. */
let copy: Errors;
beforeAll(async () => {
  vi.resetModules();
  copy = await import('../../../src/errors/index.ts');
});

test('every exported class has a guard and is in this table', () => {
  const exported = Object.keys(here).filter((name) => /^[A-Z]\w*Error$/.test(name));
  expect(exported.sort()).toEqual(Object.keys(classes).sort());
  for (const name of exported) expect(guardOf(here, name), `is${name}`).toBeTypeOf('function');
});

describe.each(Object.entries(classes))('%s', (name, [make, parents]) => {
  test('is told apart from all others by the guards of this copy and of another', () => {
    expect((copy as unknown as Record<string, unknown>)[name]).not.toBe(
      (here as unknown as Record<string, unknown>)[name],
    );
    const family = new Set([name, ...parents, 'PayseraError']);
    for (const maker of [here, copy]) {
      const error = make(maker);
      expect(error).toBeInstanceOf(Error);
      expect(error.name).toBe(name);
      for (const guards of [here, copy]) {
        for (const other of Object.keys(classes)) {
          expect(guardOf(guards, other)(error), `is${other}(${name})`).toBe(family.has(other));
        }
      }
    }
  });

  test('has its own name and code, and keeps its stack', () => {
    const error = make(here) as here.PayseraError;
    expect(String(error)).toMatch(new RegExp(`^${name}: `));
    expect(error.code).toMatch(/^[a-z_]+$/);
    expect(error.stack).toContain(name);
  });
});

test('no guard accepts a lookalike, a plain error, a primitive or a revoked proxy', () => {
  const lookalikes = [
    undefined,
    null,
    0,
    '',
    'ApiError',
    Symbol('x'),
    {},
    [],
    () => {},
    new Error('x'),
    Object.assign(new Error('x'), { name: 'ApiError', code: 'x', status: 400 }),
    { name: 'PayseraError', [Symbol.for('other')]: 'PayseraError' },
    runInNewContext('new Error("x")'),
    Object.create(null),
  ];
  for (const name of Object.keys(classes)) {
    for (const value of lookalikes) expect(guardOf(here, name)(value)).toBe(false);
  }
});
