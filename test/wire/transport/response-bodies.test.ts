import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { MalformedResponseError } from '../../../src/index.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, startLoopback } from '../../support/loopback.ts';

const MIB = 1024 * 1024;
const ONCE = { retry: false } as const;
const JSON_TYPE = { 'content-type': 'application/json' };
const CREATE = { purchase: { reference: 'ORDER-001', amount: 1000, currency: 'EUR' } };

async function readWith(reply: Reply): Promise<MalformedResponseError> {
  const server = await startLoopback(() => reply);
  return errorOf<MalformedResponseError>(checkoutAt(server.url).orders.get('a', ONCE));
}

/** `{"id":"xxx…"}` of this many bytes. */
const jsonOf = (bytes: number) => `{"id":"${'x'.repeat(bytes - 9)}"}`;

describe('a response that is not valid API output is a MalformedResponseError', () => {
  const cutShort: Reply = (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '100', 'x-request-id': 'req-9' });
    response.write('{"id":"a"', () => response.destroy());
  };
  const cutShortChunked: Reply = (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'x-request-id': 'req-9' });
    response.write('{"id":"a"', () => response.destroy());
  };
  test.each<[string, Reply, RegExp]>([
    ['HTML', { text: '<!doctype html><title>Busy</title>', headers: { 'content-type': 'text/html' } }, /HTML/],
    ['HTML that says it is JSON', { text: ' \n<html></html>', headers: JSON_TYPE }, /HTML/],
    ['nothing', { text: '' }, /empty/],
    ['plain text', { text: 'OK' }, /not whole JSON/],
    ['JSON that ends early', { text: '{"id":"a","amount":25', headers: JSON_TYPE }, /not whole JSON/],
    ['two JSON values', { text: '{"id":"a"}{"id":"b"}', headers: JSON_TYPE }, /not whole JSON/],
    ['a connection that breaks within the body', cutShort, /broke off/],
    ['a connection that breaks within a chunked body', cutShortChunked, /broke off/],
  ])('%s', async (_, reply, why) => {
    const error = await readWith(reply);
    expect(error).toMatchObject({
      name: 'MalformedResponseError',
      code: 'malformed_response',
      status: 200,
      operation: 'getOrder',
    });
    expect(error.message).toMatch(why);
  });

  test('with its status, request id and first 200 characters, which no logger prints', async () => {
    const text = `<html>${'a'.repeat(300)} secret-tail`;
    const error = await readWith({ text, headers: { 'x-request-id': 'req-9' } });
    expect(error).toMatchObject({ status: 200, requestId: 'req-9' });
    expect(error.start).toBe(text.slice(0, 200));
    expect(Object.keys(error)).not.toContain('start');
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('secret-tail');
  });

  test('whose message shows no e-mail address, IBAN or token', async () => {
    const leaky = '<p>ada@example.com LT121000011101001000 eyJhbGciOi.eyJzdWIi.c2ln</p>';
    const { message } = await readWith({ text: leaky });
    expect(message).not.toMatch(/ada@|LT12|eyJ/);
    expect(message).toMatch(/\[e-mail\].*\[IBAN\].*\[credential\]/);
  });

  test('of a creation leaves the outcome unknown', async () => {
    for (const reply of [{ status: 201, text: '<html>' }, { status: 201, text: '' }, cutShort]) {
      const server = await startLoopback(() => reply);
      const error = await errorOf(checkoutAt(server.url).orders.create(CREATE));
      expect(error).toMatchObject({ name: 'OutcomeUnknownError', cause: { name: 'MalformedResponseError' } });
      expect(server.calls()).toHaveLength(1);
    }
  });
});

test('an error response whose body breaks off is identified by its status', async () => {
  const error = await readWith((response) => {
    response.writeHead(403, { ...JSON_TYPE, 'content-length': '100' });
    response.write('{"error":', () => response.destroy());
  });
  expect(error).toMatchObject({ name: 'PermissionError', status: 403, error: 'http_403' });
});

describe('the limit of 8 MiB for a body', () => {
  const chunked =
    (text: string): Reply =>
    (response) => {
      response.writeHead(200, JSON_TYPE);
      response.end(text);
      response.on('error', () => {});
    };
  const gzipped = (text: string): Reply => {
    const packed = gzipSync(text);
    return (response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip', 'content-length': packed.length });
      response.end(packed);
    };
  };

  test('allows exactly 8 MiB, and not one byte more', async () => {
    const server = await startLoopback((_, index) => chunked(jsonOf(8 * MIB + index)));
    const { orders } = checkoutAt(server.url, { validation: 'off' });
    expect((await orders.get('a', ONCE)).id).toHaveLength(8 * MIB - 9);
    const error = await errorOf(orders.get('a', ONCE));
    expect(error).toMatchObject({ name: 'MalformedResponseError', message: expect.stringContaining('8 MiB') });
  });

  test('applies to the Content-Length: above it, the body is not read', async () => {
    const error = await readWith((response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': String(9 * MIB) });
      response.write('{');
    });
    expect(error).toMatchObject({ name: 'MalformedResponseError', message: expect.stringContaining('8 MiB') });
  });

  test('applies to the decompressed size', async () => {
    const error = await readWith(gzipped(jsonOf(64 * MIB)));
    expect(error).toMatchObject({ name: 'MalformedResponseError', message: expect.stringContaining('8 MiB') });
  });

  test('allows a compressed body of ordinary size', async () => {
    const server = await startLoopback(() => gzipped('{"id":"ė"}'));
    expect(await checkoutAt(server.url).orders.get('a')).toEqual({ id: 'ė' });
  });

  test('cancels a stream that never ends', async () => {
    let closed = () => {};
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const server = await startLoopback(() => (response) => {
      response.writeHead(200, JSON_TYPE);
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more).on('close', closed).on('error', closed);
      more();
    });
    expect((await errorOf(checkoutAt(server.url).orders.get('a', ONCE))).name).toBe('MalformedResponseError');
    await gone;
  });
});

describe('JSON is parsed whatever its Content-Type', () => {
  test.each([
    undefined,
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
    'text/html',
  ])('%s', async (type) => {
    const text = '{"id":"ąč😀"}';
    const server = await startLoopback(() => ({
      text,
      ...(type !== undefined && { headers: { 'content-type': type } }),
    }));
    expect(await checkoutAt(server.url).orders.get('a')).toEqual({ id: 'ąč😀' });
  });

  test('characters that are cut by a chunk stay whole', async () => {
    const bytes = Buffer.from('{"id":"ąč😀"}');
    const server = await startLoopback(() => async (response) => {
      response.writeHead(200);
      for (const byte of bytes) await new Promise<void>((sent) => response.write(Buffer.of(byte), () => sent()));
      response.end();
    });
    expect(await checkoutAt(server.url).orders.get('a')).toEqual({ id: 'ąč😀' });
  });
});

describe('an empty success', () => {
  test('is accepted where Paysera does not document the response in full, and with 204', async () => {
    const server = await startLoopback((_, index) => (index === 0 ? { text: '' } : { status: 204 }));
    const { paymentLinks } = checkoutAt(server.url);
    expect(await paymentLinks.cancel('a')).toEqual({});
    expect(await paymentLinks.cancel('a')).toEqual({});
  });
});
