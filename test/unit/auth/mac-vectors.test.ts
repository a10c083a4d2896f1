import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMacSigner, explainMac, Secret } from '../../../src/index.ts';
import vectors from '../../fixtures/mac-vectors.json' with { type: 'json' };
import negatives from '../../fixtures/mac-vectors-negative.json' with { type: 'json' };

type Vector = (typeof vectors)[number];

const inputOf = (vector: Vector) => ({
  macId: vector.mac_id,
  macKey: vector.mac_key,
  extParameters: vector.ext_parameters as Record<string, string>,
});

const requestOf = (vector: Vector) => ({
  method: vector.method,
  url: vector.url,
  body: vector.body ?? undefined,
});

describe.each(vectors)('$name ($origin)', (vector) => {
  test('explainMac returns every part byte for byte', async () => {
    const { ts, nonce } = vector;
    const explained = await explainMac({ ...inputOf(vector), ...requestOf(vector), ts, nonce });
    expect(explained).toMatchObject({
      normalized: vector.expected_normalized_string,
      bodyHash: vector.expected_body_hash ?? undefined,
      ext: vector.expected_ext,
      mac: vector.expected_mac,
      authorization: vector.expected_authorization,
    });
    expect(explained.lines.map(({ name }) => name)).toEqual([
      'ts',
      'nonce',
      'method',
      'request-uri',
      'host',
      'port',
      'ext',
    ]);
    expect(explained.lines.map(({ value }) => `${value}\n`).join('')).toBe(vector.expected_normalized_string);
    expect(JSON.stringify(explained)).not.toContain(vector.mac_key);
  });

  test('the signer returns the Authorization value for a string key and for a Secret', async () => {
    for (const macKey of [vector.mac_key, new Secret(vector.mac_key)]) {
      const signer = createMacSigner({
        ...inputOf(vector),
        macKey,
        now: () => vector.ts * 1000 + 999,
        nonce: () => vector.nonce,
      });
      const { method, url, body } = requestOf(vector);
      const request = new Request(url, { method, ...(body !== undefined && { body }) });
      expect(await signer.sign(request)).toBe(vector.expected_authorization);
      expect(request.bodyUsed).toBe(false);
    }
  });
});

test('without node:crypto, Web Crypto produces the same signature', async () => {
  vi.resetModules();
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  const webCrypto = vi.spyOn(crypto.subtle, 'sign');
  onTestFinished(() => {
    vi.restoreAllMocks();
    // Other tests in this process get node:crypto again: Web Crypto takes time that a virtual clock does not see.
    vi.resetModules();
  });
  const fresh = await import('../../../src/auth/mac.ts');
  for (const vector of vectors) {
    const { ts, nonce, expected_authorization: expected } = vector;
    const input = { ...inputOf(vector), ...requestOf(vector), ts, nonce };
    expect((await fresh.explainMac(input)).authorization, vector.name).toBe(expected);
  }
  expect(webCrypto).toHaveBeenCalledTimes(vectors.length);
});

describe('plausible mistakes', () => {
  test.each(negatives)('$name: $why', async ({ based_on, wrong_mac }) => {
    const vector = vectors.find(({ name }) => name === based_on) as Vector;
    const { mac } = await explainMac({
      ...inputOf(vector),
      ...requestOf(vector),
      ts: vector.ts,
      nonce: vector.nonce,
    });
    expect(mac).toBe(vector.expected_mac);
    expect(mac).not.toBe(wrong_mac);
  });
});

describe('details of the scheme', () => {
  const base = { macId: 'id', macKey: 'key', method: 'GET', ts: 1, nonce: 'n' } as const;
  const lineOf = async (name: string, url: string, more: object = {}) =>
    (await explainMac({ ...base, url, ...more })).lines.find((line) => line.name === name)?.value;

  test('the host is signed in lower case, without its port', async () => {
    expect(await lineOf('host', 'https://Checkout-EU-A.Paysera.com:8443/a')).toBe('checkout-eu-a.paysera.com');
  });

  test('the signed port is the port of the URL, 443 for https and 80 for http', async () => {
    const ports = ['https://h/a', 'https://h:443/a', 'http://h/a', 'http://h:8080/a'];
    expect(await Promise.all(ports.map((url) => lineOf('port', url)))).toEqual(['443', '443', '80', '8080']);
  });

  test('the query is signed unchanged: same order, duplicates and escapes, without a fragment or a lone ?', async () => {
    expect(await lineOf('request-uri', 'https://h/a?b=2&a=1&a=%20+&c=%2f#top')).toBe('/a?b=2&a=1&a=%20+&c=%2f');
    expect(await lineOf('request-uri', 'https://h/a?')).toBe('/a');
  });

  test('ext is form-encoded once: + / = ~ ! * ( ) and spaces', async () => {
    expect(await lineOf('ext', 'https://h/a', { extParameters: { 'a b': "+/=~!*'()é" } })).toBe(
      'a+b=%2B%2F%3D%7E%21%2A%27%28%29%C3%A9',
    );
  });

  test('the hash of the body replaces a body_hash among the parameters', async () => {
    const explained = await explainMac({
      ...base,
      url: 'https://h/a',
      body: '{}',
      extParameters: { body_hash: 'mine', project_id: '1' },
    });
    expect(explained.ext).toBe(`body_hash=${encodeURIComponent(explained.bodyHash ?? '')}&project_id=1`);
    const extParameters = { body_hash: 'mine', project_id: '1' };
    expect(await lineOf('ext', 'https://h/a', { extParameters })).toBe('body_hash=mine&project_id=1');
  });

  test('the method is signed in upper case', async () => {
    expect(await lineOf('method', 'https://h/a', { method: 'put' })).toBe('PUT');
  });
});

describe('characters that a MAC header cannot contain are rejected', () => {
  const BAD = ['"', '\\', '\n', '\r', '\u0000', '\u007f', 'é'];
  const request = () => new Request('https://h/a');

  test.each(BAD.map((character) => JSON.stringify(character)))('%s in the id', (shown) => {
    const macId = `id${JSON.parse(shown)}`;
    expect(() => createMacSigner({ macId, macKey: 'k' })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError' }),
    );
  });

  test.each(BAD.map((character) => JSON.stringify(character)))('%s in the nonce', async (shown) => {
    const signer = createMacSigner({ macId: 'id', macKey: 'k', nonce: () => `n${JSON.parse(shown)}` });
    await expect(signer.sign(request())).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  test.each(['macId', 'nonce'])(
    '%s, with its name and what is expected, also where a signature is explained',
    async (name) => {
      const input = { macId: 'id', macKey: 'k', method: 'GET', url: 'https://h/a', ts: 1, nonce: 'n', [name]: 'a"b' };
      await expect(explainMac(input)).rejects.toMatchObject({
        name: 'ConfigurationError',
        message:
          `${name} is empty or contains a character that is not allowed in a MAC header; ` +
          'expected printable ASCII without " and \\. Nothing was sent.',
      });
    },
  );

  test('an empty id, key or nonce', async () => {
    expect(() => createMacSigner({ macId: '', macKey: 'k' })).toThrow(/macId/);
    expect(() => createMacSigner({ macId: 'id', macKey: '' })).toThrow(/macKey/);
    await expect(createMacSigner({ macId: 'id', macKey: 'k', nonce: () => '' }).sign(request())).rejects.toThrow(
      /nonce/,
    );
  });

  test('ext parameters are escaped, so that no parameter can end the header', async () => {
    const signer = createMacSigner({ macId: 'id', macKey: 'k', extParameters: { 'a"': '\r\nX: \\"' } });
    expect(await signer.sign(request())).toMatch(/, ext="a%22=%0D%0AX%3A\+%5C%22"$/);
  });
});

test('nonces are 32 random allowed characters, different each time', async () => {
  const signer = createMacSigner({ macId: 'id', macKey: 'k' });
  const nonces = new Set<string>();
  for (let count = 0; count < 200; count++) {
    const [, nonce = ''] = /nonce="([^"]*)"/.exec(await signer.sign(new Request('https://h/a'))) ?? [];
    expect(nonce).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]{32}$/);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(200);
});
