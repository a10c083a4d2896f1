import { afterEach, describe, expect, it, vi } from 'vitest';
import { hmac } from '../../support/webhooks/payloads.ts';

const BODY = new TextEncoder().encode('{"amount":"19,90 €"}');
const SECRET = 'gehéim';

const fresh = () => {
  vi.resetModules();
  return import('../../../src/webhooks/signature.ts');
};

const changed = (signature: string, at: number) =>
  signature.slice(0, at) + (signature[at] === '0' ? '1' : '0') + signature.slice(at + 1);

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  // Other tests in this process get node:crypto again: Web Crypto takes time that a virtual clock does not see.
  vi.resetModules();
});

it('where node:crypto is there, a signature is compared at once, in constant time', async () => {
  const { matches } = await fresh();
  const signature = hmac(BODY, SECRET);
  expect(matches(signature, BODY, SECRET)).toBe(true);
  expect(matches(changed(signature, 63), BODY, SECRET)).toBe(false);
});

describe.each<[string, Record<string, unknown>]>([
  ['a runtime without process', { process: undefined }],
  ['a runtime whose process cannot load modules', { process: {} }],
  ['a runtime without node:crypto', { process: { getBuiltinModule: () => undefined } }],
  ['a runtime without Buffer', { Buffer: undefined }],
])('%s', (_, globals) => {
  it('verifies by Web Crypto what node:crypto signed, and nothing else', async () => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const loading = fresh();
    const { matches } = await loading;
    vi.unstubAllGlobals();
    const signature = hmac(BODY, SECRET);
    expect(await matches(signature, BODY, SECRET)).toBe(true);
    expect(await matches(signature, BODY, 'another')).toBe(false);
    expect(await matches(signature, BODY.slice(1), SECRET)).toBe(false);
    for (const at of [0, 1, 31, 62, 63]) expect(await matches(changed(signature, at), BODY, SECRET)).toBe(false);
  });
});

it('signs text and bytes alike, in lower-case hex with every zero', async () => {
  const { hmacHex, SIGNATURE } = await fresh();
  expect(await hmacHex(BODY, SECRET)).toBe(hmac(BODY, SECRET));
  for (let number = 0; number < 50; number++) {
    const signature = await hmacHex(`é ${number}`, SECRET);
    expect(signature).toBe(hmac(`é ${number}`, SECRET));
    expect(signature).toMatch(SIGNATURE);
    for (const longer of [`0${signature}`, `${signature}0`]) expect(longer).not.toMatch(SIGNATURE);
  }
});

it('gives Web Crypto a key that cannot be read back', async () => {
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const { hmacHex } = await fresh();
  await hmacHex('text', SECRET);
  expect(await imported.mock.results[0]?.value).toMatchObject({ extractable: false });
});
