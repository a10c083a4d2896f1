import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { describe, expect, test } from 'vitest';
import { undiciFetch } from '../../../src/undici/undici-fetch.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Reply, startLoopback } from '../../support/loopback.ts';

const ORDER = { id: 'o', reference: 'ORDER-001 – ė' };

const packedAs = (encoding: string, bytes: Buffer, length = true): Reply => {
  return (response) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    response.writeHead(200, { ...headers, ...(length && { 'content-length': bytes.length }) });
    response.end(bytes);
  };
};

describe.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a body that a proxy compressed with %s', (encoding, pack) => {
  const bytes = pack(JSON.stringify(ORDER));

  test.each([true, false])('is read (with its length: %s)', async (length) => {
    const server = await startLoopback(() => packedAs(encoding, bytes, length));
    const { orders } = checkoutAt(server.url, { fetch: undiciFetch(), validation: 'off' });
    expect(await orders.get('o')).toEqual(ORDER);
  });

  test('is a typed error when it is cut short', async () => {
    const server = await startLoopback(() => packedAs(encoding, bytes.subarray(0, 12)));
    const { orders } = checkoutAt(server.url, { fetch: undiciFetch(), retry: false });
    expect(await errorOf(orders.get('o'))).toMatchObject({ name: 'MalformedResponseError' });
  });
});

test('an unknown encoding is a typed error, not mistaken for a response', async () => {
  const server = await startLoopback(() => packedAs('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])));
  const { orders } = checkoutAt(server.url, { fetch: undiciFetch(), retry: false });
  expect(await errorOf(orders.get('o'))).toMatchObject({ name: 'MalformedResponseError' });
});

test('requests use the given dispatcher, including the token request', async () => {
  const server = await startLoopback(() => ({ json: ORDER }));
  const agent = new Agent();
  const requested: string[] = [];
  const watched = agent.compose((dispatch) => (options, handler) => {
    requested.push(`${options.method} ${options.path}`);
    return dispatch(options, handler);
  });
  await checkoutAt(server.url, { fetch: undiciFetch(watched), validation: 'off' }).orders.get('o');
  await agent.close();
  expect(requested).toEqual(server.requests.map(({ method, url }) => `${method} ${url}`));
  expect(requested).toHaveLength(2);
});

test('consecutive calls share connections', async () => {
  const ports = new Set<number | undefined>();
  const server = await startLoopback(() => (response, request) => {
    ports.add(request.socket.remotePort);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ORDER));
  });
  const { orders } = checkoutAt(server.url, { fetch: undiciFetch(), validation: 'off' });
  for (let i = 0; i < 10; i++) await orders.get('o');
  // The token's may still be on its way back into the pool.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('response headers reach the Response of `client.api`, repeated ones joined', async () => {
  const server = await startLoopback(() => (response) => {
    response.writeHead(200, [
      ...['content-type', 'application/json', 'X-Request-Id', 'req-1'],
      ...['Warning', '199 - "a"', 'Warning', '199 - "b"'],
    ]);
    response.end(JSON.stringify(ORDER));
  });
  const { api } = checkoutAt(server.url, { fetch: undiciFetch() });
  const { response } = await api.GET('/merchant-order/integration/v1/orders/{id}', { params: { path: { id: 'o' } } });
  expect(response.headers.get('x-request-id')).toBe('req-1');
  expect(response.headers.get('warning')).toBe('199 - "a", 199 - "b"');
});
