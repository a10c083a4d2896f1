import { describe, expect, it } from 'vitest';
import { isWebhookVerificationError } from '../../../src/errors/webhook-verification-error.ts';
import type { WebhookEvent } from '../../../src/webhooks/events.ts';
import { isFulfilled, merchantData } from '../../../src/webhooks/fulfilment.ts';
import { createWebhookHandler } from '../../../src/webhooks/handler.ts';
import { webhookKey } from '../../../src/webhooks/inbox/inbox-key.ts';
import { verifyWebhook } from '../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, PAYMENT, post, SECRET } from '../../support/webhooks/payloads.ts';

/** As if Paysera had signed it: what an attacker cannot do, and a bug of theirs could. */
function signed(body: string | Uint8Array): Promise<WebhookEvent> {
  return verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET });
}

const deep = (depth: number) => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;

const hostile: [string, string | Uint8Array][] = [
  ['__proto__ at the top', '{"__proto__":{"polluted":1},"event":{"type":"order","name":"x"}}'],
  ['__proto__ as the event', '{"__proto__":{"event":{"type":"order","name":"x"}}}'],
  ['__proto__ as the type', '{"event":{"type":"__proto__","name":"__proto__"}}'],
  ['constructor as the type', '{"event":{"type":"constructor","name":"prototype"}}'],
  ['toString as the type', '{"event":{"type":"toString","name":"valueOf"}}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"polluted":1}},"event":{"type":"payment","name":"x"}}'],
  [
    '__proto__ in merchant data',
    JSON.stringify({ ...ORDER, order: { ...ORDER.order, merchant_data: [] } }).replace(
      '[]',
      '[{"key":"__proto__","value":"polluted"},{"key":"constructor"}]',
    ),
  ],
  ['nesting in a list of 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['nesting below a known event', JSON.stringify(PAYMENT).replace('"version":1', `"version":${deep(20_000)}`)],
  ['nesting below an unknown event', `{"event":{"type":"x","name":"y"},"z":${deep(20_000)}}`],
  ['a lone surrogate as it stands', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['a lone surrogate in a text', '{"event":{"type":"\uD800","name":"x"}}'],
  ['a lone surrogate as an escape', '{"event":{"type":"\\ud800","name":"\\udfff"}}'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ['an overlong form', new Uint8Array([0x7b, 0xc0, 0xaf, 0x7d])],
  ['a byte order mark', `\uFEFF${JSON.stringify(PAYMENT)}`],
  ['UTF-16', new Uint8Array(Buffer.from(JSON.stringify(PAYMENT), 'utf16le'))],
  ['duplicate keys', '{"event":{"type":"order","name":"x"},"event":{"type":"x","name":"y"}}'],
  [
    'a mark that is an object with its own toString',
    '{"event":{"type":"x","name":"y"},"is_test":{"toString":1,"valueOf":2}}',
  ],
  [
    'links that are no objects',
    JSON.stringify({
      ...ORDER,
      order: {
        ...ORDER.order,
        status: 'cancelled',
        payment_links: [null, 1, 'x', { payments: 5 }, { payments: { a: 1 } }, { payments: [null, 'y'] }],
      },
    }),
  ],
  [
    'links in a thin event',
    JSON.stringify({ ...PAYMENT, note: 'cancelled', order: { ...PAYMENT.order, payment_links: 7 } }),
  ],
  ['numbers beyond any', '{"event":{"type":"x","name":"y"},"n":1e999999,"m":-1e999999}'],
  ['a body of zeros', new Uint8Array(1000)],
  ['a million commas', ','.repeat(1_000_000)],
];

describe('hostile JSON', () => {
  it.each(hostile)('that contains %s is refused unsigned', async (_, body) => {
    const attempt = verifyWebhook({ body, headers: headersOf('0'.repeat(64)), secret: SECRET });
    await expect(attempt).rejects.toMatchObject({ reason: 'wrong-signature' });
  });

  it.each(hostile)('that contains %s, even signed, pollutes nothing and crashes nothing', async (_, body) => {
    const event = await signed(body).catch((error: unknown) => {
      if (isWebhookVerificationError(error)) return undefined;
      throw error;
    });
    if (event) {
      JSON.stringify(event);
      structuredClone(event);
      expect(await webhookKey(event)).toMatch(/^\w+:[0-9a-f]{64}$/);
      if (event.type === 'order') {
        isFulfilled(event.order, { currency: 'EUR' });
        merchantData(event.order);
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((Object.create(null) as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('nested deeper than 2,000 levels is malformed, and up to 2,000 levels is read', async () => {
    const at = (levels: number) => `{"event":{"type":"x","name":"y"},"z":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    await expect(signed(at(2_001))).rejects.toThrow('too deep');
    expect((await signed(at(2_000))).type).toBe('unknown');
  });

  it('with a lone surrogate is read as the bytes that were signed', async () => {
    // Both encode to the same bytes, so the signature holds; what is read must be what was signed.
    const event = await verifyWebhook({
      body: '{"event":{"type":"\uD800","name":"x"}}',
      headers: headersOf(hmac('{"event":{"type":"\uFFFD","name":"x"}}')),
      secret: SECRET,
    });
    expect(event.type === 'unknown' && event.eventType).toBe('\uFFFD');
  });

  it('with a duplicate key has the last value, whoever reads it', async () => {
    const event = await signed('{"event":{"type":"order","name":"x"},"event":{"type":"payment_v2","name":"y"}}');
    expect(event).toMatchObject({ type: 'unknown', eventType: 'payment_v2', name: 'y' });
  });

  it('does not crash the handler', async () => {
    const handler = createWebhookHandler({ secret: SECRET, on: {}, onError: () => {} });
    for (const [, body] of hostile) {
      const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
      expect([200, 400]).toContain((await handler(post(text))).status);
      const request = post(text, { 'x-paysera-signature': 'f'.repeat(64) });
      expect((await handler(request)).status).toBe(401);
    }
  });
});
