import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../src/auth/secret.ts';
import { createSeal } from '../../../../src/runtime/state/seal.ts';

const PURPOSE = 'a purpose';
const seal = (secret: string, purpose = PURPOSE) => createSeal(new Secret(secret), purpose);

describe('what is sealed', () => {
  test('is opened by the same secret, in the same context', async () => {
    const sealed = await seal('secret').seal('a token, ž', 'context');
    expect(await seal('secret').open(sealed, 'context')).toBe('a token, ž');
    expect(sealed).not.toContain('token');
    expect(await seal('secret').seal('a token, ž', 'context')).not.toBe(sealed);
  });

  test('is AES-256-GCM under HKDF-SHA-256 of the secret', async () => {
    const sealed = await seal('secret').seal('a token', 'context');
    const bytes = Buffer.from(sealed.slice('v1.'.length), 'base64');
    const key = Buffer.from(hkdfSync('sha256', 'secret', '', PURPOSE, 32));
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from('context')).setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe('a token');
  });

  test.each<[string, (sealed: string) => Promise<string | undefined>]>([
    ['another secret', (sealed) => seal('another').open(sealed, 'context')],
    ['another purpose', (sealed) => seal('secret', 'another').open(sealed, 'context')],
    ['another context', (sealed) => seal('secret').open(sealed, 'another')],
    ['a changed byte', (sealed) => seal('secret').open(sealed.replace(/.{4}$/, 'AAAA'), 'context')],
    ['another version', (sealed) => seal('secret').open(sealed.replace('v1', 'v2'), 'context')],
    ['a cut', (sealed) => seal('secret').open(sealed.slice(0, 10), 'context')],
    ['no base64', () => seal('secret').open('v1.%', 'context')],
  ])('cannot be opened with %s', async (_, open) => {
    expect(await open(await seal('secret').seal('a token', 'context'))).toBeUndefined();
  });
});
