import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codeOf, neverConnected } from '../../../../src/runtime/transport/failures/connection-errors.ts';

/** As Node's own fetch tells it. */
function failed(cause: object): TypeError {
  return new TypeError('fetch failed', { cause });
}

async function thrownBy(url: string): Promise<unknown> {
  return fetch(url, { method: 'POST', body: '{}' }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the request was certainly not sent after', () => {
  test('connecting to a port without a listener', async () => {
    const port = await closedPort();
    for (const host of ['127.0.0.1', 'localhost']) {
      const thrown = await thrownBy(`http://${host}:${port}/`);
      expect(codeOf(thrown)).toBe('ECONNREFUSED');
      expect(neverConnected(thrown)).toBe(true);
    }
  });

  test('looking up a host that has no address', async () => {
    expect(neverConnected(await thrownBy('http://nobody.invalid/'))).toBe(true);
  });

  test('a TLS handshake with a server that does not speak TLS', async () => {
    const port = await listening((socket) => socket.end('HTTP/1.1 400 no\r\n\r\n'));
    expect(neverConnected(await thrownBy(`https://127.0.0.1:${port}/`))).toBe(true);
  });

  test.each([
    { code: 'ETIMEDOUT', syscall: 'connect' },
    { code: 'EHOSTUNREACH', syscall: 'connect' },
    { code: 'UND_ERR_CONNECT_TIMEOUT' },
    { code: 'CERT_HAS_EXPIRED' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { code: 'ConnectionRefused' },
  ])('%j', (cause) => {
    expect(neverConnected(failed(cause))).toBe(true);
  });

  test('a failure to connect to every address of a host', () => {
    const errors = ['ECONNREFUSED', 'ETIMEDOUT'].map((code) =>
      Object.assign(new Error(code), { code, syscall: 'connect' }),
    );
    expect(neverConnected(failed(Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' })))).toBe(true);
  });
});

describe('the request may have been sent after', () => {
  test('a connection was reset, or closed, once it had the request', async () => {
    for (const ending of ['resetAndDestroy', 'end'] as const) {
      const port = await listening((socket) => socket.once('data', () => socket[ending]()));
      const thrown = await thrownBy(`http://127.0.0.1:${port}/`);
      expect(thrown).toBeInstanceOf(TypeError);
      expect(neverConnected(thrown)).toBe(false);
    }
  });

  // Each of these occurs on connections that were established, and on ones that were not.
  test.each([
    { code: 'EHOSTUNREACH', syscall: 'read' },
    { code: 'ENETUNREACH', syscall: 'write' },
    { code: 'ETIMEDOUT', syscall: 'read' },
    { code: 'ECONNRESET', syscall: 'read' },
    { code: 'EPROTO', syscall: 'write' },
    { code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' },
    { code: 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR' },
    { code: 'ECONNRESET' },
    { code: 'ETIMEDOUT' },
    { code: 'UND_ERR_SOCKET' },
    { code: 'UND_ERR_HEADERS_TIMEOUT' },
  ])('%j', (cause) => {
    expect(neverConnected(failed(cause))).toBe(false);
  });

  test.each([undefined, null, 'ECONNREFUSED', new Error('ECONNREFUSED'), {}])('%j, which proves nothing', (thrown) => {
    expect(neverConnected(thrown)).toBe(false);
    expect(codeOf(thrown)).toBeUndefined();
  });

  test('a circular chain of causes', () => {
    const error = new Error('round');
    error.cause = error;
    expect(neverConnected(error)).toBe(false);
  });
});

async function listening(onConnection: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(onConnection);
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
