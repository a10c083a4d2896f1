import { describe, expect, test } from 'vitest';
import {
  ApiError,
  ConflictError,
  ConnectionError,
  OutcomeUnknownError,
  ResponseValidationError,
  TimeoutError,
  ValidationError,
} from '../../../../src/index.ts';
import {
  isLost,
  isLostLook,
  isNotUnique,
  isWrongState,
  wrongState,
} from '../../../../src/recurring-billing/charge/step-errors.ts';

const api = (status: number, error = 'x') => new ApiError('message', { status, error });

describe('a step was refused for the state of its payment request', () => {
  test.each<[string, unknown, boolean]>([
    ['a conflict', new ConflictError('message', { status: 409, error: 'x' }), true],
    ['a 400 that names the state', new ValidationError('message', { status: 400, error: 'invalid_state' }), true],
    ['our own', wrongState('It is expired.'), true],
    ['a 400 for another reason', new ValidationError('message', { status: 400, error: 'invalid_request' }), false],
    ['no response', new ConnectionError('message'), false],
    ['an error that is not ours', Object.assign(new Error('message'), { code: 'invalid_state' }), false],
  ])('%s', (_, error, expected) => {
    expect(isWrongState(error)).toBe(expected);
  });

  test('our own is a conflict of the charge', () => {
    expect(wrongState('It is expired.')).toMatchObject({
      ...{ name: 'ConflictError', message: 'It is expired.', status: 409, error: 'invalid_state', operation: 'charge' },
    });
  });
});

test.each<[string, unknown, boolean]>([
  ['an unknown outcome', new OutcomeUnknownError('message'), true],
  ['an error that nobody foresaw', new TypeError('message'), true],
  ['a success that cannot be used', new ResponseValidationError('message', [], {}), true],
  ['a refusal', api(400), false],
  ['an error of the server', api(503), false],
  ['a request that was never sent', new ConnectionError('message'), false],
])('a step was lost: %s', (_, error, expected) => {
  expect(isLost(error)).toBe(expected);
});

test.each<[string, unknown, boolean]>([
  ['no response', new ConnectionError('message'), true],
  ['no response in time', new TimeoutError('message'), true],
  ['an error of the server', api(500), true],
  ['a gateway without a server', api(502), true],
  ['a refusal', api(404), false],
  ['the last status that is a refusal', api(499), false],
])('a look was lost, so that time may have passed: %s', (_, error, expected) => {
  expect(isLostLook(error)).toBe(expected);
});

test('a key was used before: said by this attempt, or by one that another error followed', () => {
  const refusal = new ConflictError('message', { status: 409, error: 'payment_request_not_unique' });
  expect(isNotUnique(refusal)).toBe(true);
  expect(isNotUnique(new OutcomeUnknownError('message', { cause: refusal }))).toBe(true);
  expect(isNotUnique(new OutcomeUnknownError('message', { cause: new ConnectionError('message') }))).toBe(false);
  expect(isNotUnique(new Error('message', { cause: refusal }))).toBe(false);
  expect(isNotUnique(Object.assign(new Error('message'), { code: 'payment_request_not_unique' }))).toBe(false);
});
