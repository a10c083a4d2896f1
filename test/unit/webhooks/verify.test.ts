import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/auth/secret.ts';
import { isConfigurationError } from '../../../src/errors/configuration-error.ts';
import type { VerifyWebhookInput } from '../../../src/webhooks/verify.ts';
import {
  DISTRIBUTION,
  documentedPayloads,
  headersOf,
  hmac,
  ORDER,
  PAYMENT,
  REFUND,
  SECRET,
} from '../../support/webhooks/payloads.ts';
import { body, refusal, verify } from '../../support/webhooks/verifying.ts';

describe('genuine deliveries', () => {
  it('are verified by HMAC-SHA256 with the client secret over the raw bytes, in lower-case hex', async () => {
    // Computed here step by step, apart from any code of the package.
    const signature = createHmac('sha256', Buffer.from('top-secret', 'utf8'))
      .update('{"event":{"type":"x","name":"y"}}')
      .digest('hex');
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    const event = await verify({
      body: '{"event":{"type":"x","name":"y"}}',
      headers: headersOf(signature),
      secret: 'top-secret',
    });
    expect(event.type).toBe('unknown');
  });

  it.each([
    ['order', ORDER],
    ['payment', PAYMENT],
    ['refund', REFUND],
    ['unknown', DISTRIBUTION],
  ])('of type %s become an event of that type', async (type, payload) => {
    const text = JSON.stringify(payload);
    const event = await verify({ body: text, headers: headersOf(hmac(text)) });
    expect(event).toMatchObject({ type, name: payload.event.name, isTest: false, payload });
    expect(event.type === 'unknown' ? event.eventType : event.type).toBe(payload.event.type);
  });

  it.each(documentedPayloads())('in the document, %s, verify', async (name, payload) => {
    const text = JSON.stringify(payload);
    const event = await verify({ body: text, headers: headersOf(hmac(text)) });
    expect(event.type).toBe(name.startsWith('distribution') ? 'unknown' : name.split('.')[0]);
    expect(event.payload).toEqual(payload);
  });

  it('may have new members, new statuses, new names and new types', async () => {
    const news = {
      ...ORDER,
      event: { ...ORDER.event, name: 'amount_paid_corrected', id: 'e-1' },
      order: { ...ORDER.order, status: 'half_paid', loyalty: { points: 5 } },
      api_version: '2027-01',
    };
    const text = JSON.stringify(news);
    const event = await verify({ body: text, headers: headersOf(hmac(text)) });
    expect(event).toMatchObject({ type: 'order', name: 'amount_paid_corrected', order: news.order, payload: news });
  });

  it('with the former type names, which begin with order., are recognized', async () => {
    const text = JSON.stringify({ ...ORDER, event: { type: 'order', name: 'order.amount_paid_updated' } });
    expect((await verify({ body: text, headers: headersOf(hmac(text)) })).name).toBe('amount_paid_updated');
  });

  it.each(['canceled', 'cancelled'])('with the status %s have the status canceled', async (status) => {
    const text = JSON.stringify({ ...PAYMENT, payment: { ...PAYMENT.payment, status } });
    const event = await verify({ body: text, headers: headersOf(hmac(text)) });
    expect(event.type === 'payment' && event.payment.status).toBe('canceled');
    const [link] = ORDER.order.payment_links;
    const order = {
      ...ORDER.order,
      status,
      payment_links: [{ ...link, payments: [{ ...link?.payments[0], status }] }],
    };
    const snapshot = JSON.stringify({ ...ORDER, order });
    const second = await verify({ body: snapshot, headers: headersOf(hmac(snapshot)) });
    if (second.type !== 'order') throw new Error(second.type);
    expect([second.order.status, second.order.payment_links[0]?.payments[0]?.status]).toEqual(['canceled', 'canceled']);
  });

  it('verify 26 hours late: Paysera retries for 31 hours and does not sign the time', async () => {
    const headers = headersOf(hmac(body), { 'x-paysera-created-at': '1' });
    expect((await verify({ headers })).type).toBe('order');
  });

  it('verify in every supported form of bytes, headers and secrets', async () => {
    const signature = hmac(body);
    const forms: Partial<VerifyWebhookInput>[] = [
      { body: body.toString() },
      { body: new Uint8Array(body) },
      { body: new Uint8Array(body).buffer },
      { body: new DataView(new Uint8Array(body).buffer) as unknown as Uint8Array },
      { body: Buffer.concat([Buffer.from('xx'), body, Buffer.from('yy')]).subarray(2, -2) },
      { headers: new Headers(headersOf(signature)) },
      { headers: Object.entries(headersOf(signature)) },
      { headers: new Headers(headersOf(signature)).entries() },
      { headers: new Map(Object.entries(headersOf(signature))) },
      {
        headers: new Map([
          ['X-Paysera-Signature', signature],
          ['X-Paysera-Signature-Alg', 'hmac-sha256'],
        ]),
      },
      { headers: { 'X-Paysera-Signature': [signature], 'X-PAYSERA-SIGNATURE-ALG': ['HMAC-SHA256'], other: undefined } },
      { headers: Object.assign(Object.create(null), headersOf(signature)) },
      // Anybody may send a header of that name.
      { headers: { ...headersOf(signature), get: 'x', entries: 'y' } },
      { secret: new Secret(SECRET) },
      { secret: ['the old one', SECRET] },
      { secret: [new Secret(SECRET), 'the new one'] },
    ];
    for (const form of forms) expect((await verify(form)).type).toBe('order');
  });
});

describe('a signed payload that cannot be acted on', () => {
  const cases: [string, string][] = [
    ['no JSON', 'order=1'],
    ['a JSON text that ends early', JSON.stringify(ORDER).slice(0, -1)],
    ['nothing', ''],
    ['JSON behind a byte order mark', `\uFEFF${JSON.stringify(ORDER)}`],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['no event', '{}'],
    ['an event that is null', '{"event":null}'],
    ['a blank type', '{"event":{"type":" ","name":"x"}}'],
    ['a blank name', '{"event":{"type":"order","name":""}}'],
    ['a type that is no text', '{"event":{"type":1,"name":"x"}}'],
    ['an order event without its order', JSON.stringify({ event: ORDER.event })],
    ['an order that is a list', JSON.stringify({ event: ORDER.event, order: [] })],
    ['a payment event without its payment', JSON.stringify({ ...PAYMENT, payment: undefined })],
    [
      'an amount that is a text other than digits',
      JSON.stringify({ ...ORDER, order: { ...ORDER.order, amount: '19.90' } }),
    ],
    ['an amount in fractions', JSON.stringify({ ...ORDER, order: { ...ORDER.order, amount_paid: 19.9 } })],
    ['an amount no number can hold', JSON.stringify(PAYMENT).replace('"amount":1990', '"amount":9007199254740993')],
    ['a status that is missing', JSON.stringify({ ...ORDER, order: { ...ORDER.order, status: undefined } })],
  ];
  it.each(cases)('because it is %s is malformed', async (_, text) => {
    expect(await refusal({ body: text, headers: headersOf(hmac(text)) })).toBe('malformed-payload');
  });

  it('because it is not UTF-8 is malformed: no character is replaced', async () => {
    const bytes = Buffer.from(JSON.stringify(ORDER).replace('Integration', 'Int\xe9gration'), 'latin1');
    expect(await refusal({ body: bytes, headers: headersOf(hmac(bytes)) })).toBe('malformed-payload');
  });

  it('leads to an error with the field and the type, never the value', async () => {
    const text = JSON.stringify({ ...ORDER, order: { ...ORDER.order, amount: 'hush' } });
    await expect(verify({ body: text, headers: headersOf(hmac(text)) })).rejects.toThrow(
      'order.amount is not of type integer',
    );
    await expect(verify({ body: text, headers: headersOf(hmac(text)) })).rejects.not.toThrow('hush');
  });
});

describe('errors explain', () => {
  const frameworks = ['Express', 'Fastify', 'Koa', 'Hono', 'Next.js app router', 'Next.js pages', 'NestJS'];

  it.each([
    ['a parsed object', ORDER],
    ['a parsed list', []],
    ['nothing', undefined],
    ['null', null],
    ['a request', new Request('https://shop.example')],
    ['a promise', Promise.resolve(body)],
  ])('what to do when the body is %s', async (_, input) => {
    const attempt = verify({ body: input as never });
    await expect(attempt).rejects.toMatchObject({ reason: 'body-not-raw' });
    for (const framework of frameworks) await expect(attempt).rejects.toThrow(framework);
  });

  it('what to do when the signature is wrong, without a part of the secret, the signature or the body', async () => {
    const error = await verify({ secret: 'another-secret' }).catch((error: Error) => error);
    expect(String(error)).toContain('OAuth client secret');
    for (const framework of frameworks) expect(String(error)).toContain(framework);
    const printed = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).stack)}`;
    for (const secret of ['another-secret', hmac(body), hmac(body, 'another-secret'), 'A-1001']) {
      expect(printed).not.toContain(secret);
    }
  });

  it.each([
    ['an empty secret', ''],
    ['no secret', undefined],
    ['an empty list', []],
    ['a list with a gap', [SECRET, '']],
    ['an empty Secret', new Secret('')],
  ])('that %s is a mistake of the receiver, whatever is delivered', async (_, secret) => {
    const attempt = verify({ secret: secret as never, headers: headersOf(hmac(body, 'x')) });
    await expect(attempt).rejects.toSatisfy(isConfigurationError);
  });

  it('which header is missing', async () => {
    await expect(verify({ headers: {} })).rejects.toThrow('X-Paysera-Signature is missing');
    await expect(verify({ headers: undefined as never })).rejects.toThrow('X-Paysera-Signature is missing');
    await expect(verify({ headers: { 'x-paysera-signature': right() } })).rejects.toThrow(
      'X-Paysera-Signature-Alg is missing',
    );
  });

  function right(): string {
    return hmac(body);
  }
});
