import { describe, expect, it, vi } from 'vitest';
import { isWebhookVerificationError } from '../../../src/errors/webhook-verification-error.ts';
import { type VerifyWebhookInput, verifyWebhook } from '../../../src/webhooks/verify.ts';
import { errorOf } from '../../support/error-of.ts';
import { headersOf, hmac, ORDER, PAYMENT, SECRET } from '../../support/webhooks/payloads.ts';

const body = JSON.stringify(ORDER);

async function messageOf(input: Partial<VerifyWebhookInput>): Promise<string> {
  const error = await errorOf<Error>(verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET, ...input }));
  if (!isWebhookVerificationError(error)) throw error;
  return error.message;
}

describe('a refusal says in one line what is wrong:', () => {
  const algorithm = (value: string) => headersOf(hmac(body), { 'x-paysera-signature-alg': value });

  it.each<[string, Partial<VerifyWebhookInput>]>([
    ['X-Paysera-Signature is missing: a proxy may drop it.', { headers: {} }],
    ['X-Paysera-Signature has 3 characters; expected 64 lower-case hex digits.', { headers: headersOf('abc') }],
    ['X-Paysera-Signature has 130 characters; expected 64 lower-case hex digits.', { headers: twice() }],
    ['X-Paysera-Signature-Alg is missing; expected HMAC-SHA256.', { headers: algorithm('') }],
    ['X-Paysera-Signature-Alg is HMAC-SHA512; expected HMAC-SHA256.', { headers: algorithm('HMAC-SHA512') }],
    [`X-Paysera-Signature-Alg is ${'a'.repeat(20)}; expected HMAC-SHA256.`, { headers: algorithm('a'.repeat(5000)) }],
    ['X-Paysera-Signature-Alg is xHMAC-SHA256; expected HMAC-SHA256.', { headers: algorithm('xHMAC-SHA256') }],
    ['X-Paysera-Signature-Alg is HMAC-SHA256x; expected HMAC-SHA256.', { headers: algorithm('HMAC-SHA256x') }],
    ['The body is longer than maxBytes (10).', { maxBytes: 10 }],
    ['The event is older than maxAge.', { maxAge: 0 }],
  ])('%s', async (message, input) => {
    expect(await messageOf(input)).toBe(message);
  });

  it.each<[string, string]>([
    ['Signed, but not UTF-8 JSON, or too deep: update paysera-client.', 'order=1'],
    ['Signed, but event.type or event.name is blank: update paysera-client.', '{"event":{"type":"order","name":" "}}'],
    ['Signed, but event.type or event.name is blank: update paysera-client.', 'null'],
    [
      'Signed, but not UTF-8 JSON, or too deep: update paysera-client.',
      `{"event":{"type":"x","name":"y"},"z":${'['.repeat(2_001)}${']'.repeat(2_001)}}`,
    ],
    [
      'Signed, but order.amount is not of type integer: update paysera-client.',
      JSON.stringify({ ...ORDER, order: { ...ORDER.order, amount: '19.90' } }),
    ],
    [
      'Signed, but order.payment_links is not of type array: update paysera-client.',
      JSON.stringify({ ...ORDER, order: { ...ORDER.order, payment_links: {} } }),
    ],
    [
      'Signed, but payment.id is not of type string: update paysera-client.',
      JSON.stringify({ ...PAYMENT, payment: { ...PAYMENT.payment, id: ' ' } }),
    ],
    [
      'Signed, but payment.id is not of type string: update paysera-client.',
      JSON.stringify({ ...PAYMENT, payment: null }),
    ],
  ])('%s', async (message, signed) => {
    expect(await messageOf({ body: signed, headers: headersOf(hmac(signed)) })).toBe(message);
  });

  it('`secret` is empty; pass the OAuth client secret.', async () => {
    for (const secret of [[undefined, SECRET], null as never]) {
      const error = await errorOf<Error>(verifyWebhook({ body, headers: headersOf(hmac(body)), secret }));
      expect(error).toMatchObject({
        name: 'ConfigurationError',
        message: '`secret` is empty; pass the OAuth client secret.',
      });
    }
  });

  it('The signature does not match, or the body was parsed, in the first of the lines that tell how to pass raw bytes.', async () => {
    const first = async (input: Partial<VerifyWebhookInput>) => (await messageOf(input)).split('\n', 1)[0];
    expect(await first({ secret: 'another' })).toBe('The signature does not match this body and OAuth client secret.');
    expect(await first({ body: ORDER as never })).toBe('`body` is a parsed Object.');
  });
});

it.each([
  ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ['begins with a byte order mark', new TextEncoder().encode(`\uFEFF${body}`)],
])('the first body after a start is refused as well when it %s', async (_, bytes) => {
  vi.resetModules();
  const { readEvent } = await import('../../../src/webhooks/events.ts');
  expect(() => readEvent(bytes)).toThrow('not UTF-8 JSON');
});

function twice(): [string, string][] {
  return [...Object.entries(headersOf(hmac(body))), ['X-Paysera-Signature', hmac(body)]];
}

describe('an event that was accepted', () => {
  const verify = (payload: unknown) => {
    const text = JSON.stringify(payload);
    return verifyWebhook({ body: text, headers: headersOf(hmac(text)), secret: SECRET });
  };

  it('has the order and the payment that its type has, and no others', async () => {
    const [order, payment, unknown] = [
      await verify(ORDER),
      await verify(PAYMENT),
      await verify({ event: { type: 'x', name: 'order.y' } }),
    ];
    expect(Object.keys(order).sort()).toEqual(['isTest', 'name', 'order', 'payload', 'type']);
    expect(Object.keys(payment).sort()).toEqual(['isTest', 'name', 'order', 'payload', 'payment', 'type']);
    expect(unknown).toEqual({
      type: 'unknown',
      eventType: 'x',
      name: 'y',
      isTest: false,
      payload: { event: { type: 'x', name: 'order.y' } },
    });
  });

  it('keeps its mark as a test on the order, also when only its payment was marked', async () => {
    const marked = await verify({ ...PAYMENT, payment: { ...PAYMENT.payment, is_test: true } });
    expect(marked).toMatchObject({ isTest: true, order: { is_test: true } });
    const unmarked = await verify(PAYMENT);
    expect(unmarked).toMatchObject({ isTest: false, order: PAYMENT.order });
  });

  it('is no test for a mark that says so, or for being long', async () => {
    expect(await verify({ ...PAYMENT, is_test: false })).toMatchObject({ isTest: false, order: PAYMENT.order });
    expect(await verify({ ...PAYMENT, note: 'x'.repeat(10_000) })).toMatchObject({ isTest: false });
  });

  it('of an unknown type has no age, whatever its timestamp may mean', async () => {
    const text = JSON.stringify({ event: { type: 'x', name: 'y' }, timestamp: 1 });
    const event = await verifyWebhook({ body: text, headers: headersOf(hmac(text)), secret: SECRET, maxAge: 0 });
    expect(event.type).toBe('unknown');
  });

  it('keeps the words of the merchant, also where they say cancelled', async () => {
    const named = { ...PAYMENT, order: { ...PAYMENT.order, merchant_order_id: 'cancelled' } };
    expect(await verify(named)).toMatchObject({
      order: { merchant_order_id: 'cancelled' },
      payment: { status: 'settled' },
    });
  });

  it('was not altered on its way to the code that handles it: the payload is all that was signed', async () => {
    const large = { ...PAYMENT, note: 'x'.repeat(10_000), is_test: '1' };
    expect(await verify(large)).toMatchObject({ isTest: true, payload: { note: large.note } });
  });
});
