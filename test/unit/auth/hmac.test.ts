import { afterEach, describe, expect, test, vi } from 'vitest';

// FIPS 180-4 and RFC 4231, in base64.
const SHA_OF_ABC = 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';
const MAC_OF_JEFE = 'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=';

const fresh = () => {
  vi.resetModules();
  return import('../../../src/auth/hmac.ts');
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  // Other tests in this process get node:crypto again: Web Crypto takes time that a virtual clock does not see.
  vi.resetModules();
});

test('where node:crypto is there, digests are made at once, without the wait for a thread pool', async () => {
  const { hmacSha256, sha256 } = await fresh();
  expect(sha256('abc')).toBe(SHA_OF_ABC);
  expect(sha256(new TextEncoder().encode('abc'))).toBe(SHA_OF_ABC);
  expect(hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(MAC_OF_JEFE);
});

describe.each<[string, object | undefined]>([
  ['a runtime without process', undefined],
  ['a runtime whose process cannot load modules', {}],
  ['a runtime without node:crypto', { getBuiltinModule: () => undefined }],
  ['a node:crypto that has neither function', { getBuiltinModule: () => ({}) }],
])('%s', (_, process) => {
  test('digests text and bytes the same, by Web Crypto', async () => {
    vi.stubGlobal('process', process);
    const loading = fresh();
    const { hmacSha256, sha256 } = await loading;
    vi.unstubAllGlobals();
    expect(await sha256('abc')).toBe(SHA_OF_ABC);
    expect(await sha256(new TextEncoder().encode('abc'))).toBe(SHA_OF_ABC);
    expect(await sha256('é')).toBe(await sha256(new TextEncoder().encode('é')));
    expect(await hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(MAC_OF_JEFE);
  });
});

test('a key given to Web Crypto cannot be read back, and can only sign', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const { hmacSha256 } = await fresh();
  await hmacSha256('key', 'message');
  const key = await imported.mock.results[0]?.value;
  expect(key).toMatchObject({ extractable: false, usages: ['sign'] });
});
