import { describe, expect, it } from 'vitest';
import { headersOf, hmac, ORDER, SECRET } from '../../support/webhooks/payloads.ts';
import { body, refusal, verify } from '../../support/webhooks/verifying.ts';

describe('rejects', () => {
  it('every single-bit change of the body', async () => {
    const headers = headersOf(hmac(body));
    for (let bit = 0; bit < body.length * 8; bit++) {
      const changed = Buffer.from(body);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await refusal({ body: changed, headers })).toBe('wrong-signature');
    }
  });

  it('every single-bit change of the signature', async () => {
    const signature = Buffer.from(hmac(body));
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const changed = Buffer.from(signature);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await refusal({ headers: headersOf(changed.toString('latin1')) })).toMatch(
        /^(wrong|malformed)-signature$/,
      );
    }
  });

  const right = hmac(body);
  it.each([
    ['truncated', right.slice(0, -1), 'malformed-signature'],
    ['longer', `${right}0`, 'malformed-signature'],
    ['upper-case', right.toUpperCase(), 'malformed-signature'],
    ['base64', Buffer.from(right, 'hex').toString('base64'), 'malformed-signature'],
    ['doubled', `${right}${right}`, 'malformed-signature'],
    ['sent twice', `${right}, ${right}`, 'malformed-signature'],
    ['with a prefix', `sha256=${right}`, 'malformed-signature'],
    ['with a line break', `${right}\n`, 'malformed-signature'],
    ['in other digits', '\u0661'.repeat(64), 'malformed-signature'],
    ['all zero', '0'.repeat(64), 'wrong-signature'],
    ['empty', '', 'missing-signature'],
  ])('a signature that is %s', async (_, signature, reason) => {
    expect(await refusal({ headers: headersOf(signature) })).toBe(reason);
  });

  it('a duplicate signature header, in any form of headers', async () => {
    const twice = { 'x-paysera-signature': [right, right], 'x-paysera-signature-alg': 'HMAC-SHA256' };
    expect(await refusal({ headers: twice })).toBe('malformed-signature');
    const entries = [...Object.entries(headersOf(right)), ['X-Paysera-Signature', right] as const];
    expect(await refusal({ headers: entries })).toBe('malformed-signature');
    const headers = new Headers(headersOf(right));
    headers.append('x-paysera-signature', right);
    expect(await refusal({ headers })).toBe('malformed-signature');
  });

  it('a signature with another secret, even one that differs only in case or by a space', async () => {
    for (const secret of ['another', SECRET.toUpperCase(), `${SECRET} `, ` ${SECRET}`, `${SECRET}\n`]) {
      expect(await refusal({ secret })).toBe('wrong-signature');
      expect(await refusal({ secret: [secret, 'and another'] })).toBe('wrong-signature');
    }
  });

  it('the same JSON serialized again', async () => {
    const sent = JSON.stringify(ORDER, null, 4).replaceAll('/', '\\/');
    const headers = headersOf(hmac(sent));
    expect((await verify({ body: sent, headers })).type).toBe('order');
    expect(await refusal({ body: JSON.stringify(JSON.parse(sent)), headers })).toBe('wrong-signature');
  });

  it('a body with a byte order mark, other line endings, or anything before or after', async () => {
    const sent = JSON.stringify(ORDER, null, 2);
    const headers = headersOf(hmac(sent));
    for (const changed of [`\uFEFF${sent}`, sent.replaceAll('\n', '\r\n'), ` ${sent}`, `${sent}\n`, `${sent}\0`, '']) {
      expect(await refusal({ body: changed, headers })).toBe('wrong-signature');
    }
  });

  it('a missing or unknown algorithm', async () => {
    const { 'x-paysera-signature-alg': _, ...rest } = headersOf(right);
    expect(await refusal({ headers: rest })).toBe('missing-algorithm');
    for (const algorithm of ['HMAC-SHA1', 'none', 'HMAC-SHA256, HMAC-SHA256', 'sha256']) {
      expect(await refusal({ headers: headersOf(right, { 'x-paysera-signature-alg': algorithm }) })).toBe(
        'unknown-algorithm',
      );
    }
  });

  it('a body longer than maxBytes, before anything is hashed', async () => {
    expect(await refusal({ maxBytes: body.length - 1 })).toBe('body-too-large');
    expect(await refusal({ body: 'ė'.repeat(10), maxBytes: 19 })).toBe('body-too-large');
    expect((await verify({ maxBytes: body.length })).type).toBe('order');
    const large = Buffer.alloc(10_000_000, 0x20);
    expect(await refusal({ body: large, headers: headersOf(hmac(large)) })).toBe('body-too-large');
    expect(await refusal({ body: large.toString(), headers: headersOf(hmac(large)) })).toBe('body-too-large');
  });
});
