import { describe, expect, it } from 'vitest';
import { issuedTokenOf } from '../../../../src/recurring-billing/issued-token.ts';

describe('issuedTokenOf', () => {
  const request = { id: 'p', status: 'captured' };
  it.each([
    [
      'the payment request of a notification',
      { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: 't' } } },
    ],
    [
      '`token` there, as one sample has it',
      { id: 'n', event: 'e', data: { payment_request: { ...request, token: 't' } } },
    ],
    [
      'beside the payment request, as the sample of mark-read has it',
      { id: 'n', event: 'e', data: { payment_request: request, issued_token: 't' } },
    ],
    ['a payment request', { ...request, issued_token: 't' }],
    ['a payment request, as `token`', { ...request, token: 't' }],
  ])('reads it from %s', (_, source) => {
    expect(issuedTokenOf(source as never)).toBe('t');
  });

  it('prefers the documented field', () => {
    const data = { payment_request: { ...request, issued_token: 'documented', token: 'b' }, issued_token: 'c' };
    expect(issuedTokenOf({ id: 'n', event: 'e', data })).toBe('documented');
  });

  it.each([
    ['no data', { id: 'n', event: 'e' }],
    ['no payment request', { id: 'n', event: 'e', data: {} }],
    ['an empty one', { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: '' } } }],
    ['one that is no text', { id: 'n', event: 'e', data: { payment_request: { ...request, issued_token: 1 } } }],
    ['null', { id: 'n', event: 'e', data: { payment_request: null, issued_token: null } }],
    ['a payment request without one', request],
  ])('finds none in %s', (_, source) => {
    expect(issuedTokenOf(source as never)).toBeUndefined();
  });
});
