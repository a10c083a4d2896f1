import { describe, expect, test } from 'vitest';
import { createTokenSource } from '../../../src/auth/oauth.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback, TOKEN_PATH } from '../../support/loopback.ts';

const CREDENTIALS = { clientId: 'client-1', clientSecret: 'client-secret-1' };

describe('createTokenSource sends the client secret only over a private connection:', () => {
  test.each([
    ['http://api.paysera.com/token', 'is not https'],
    ['http://10.0.0.1/token', 'is not https'],
    ['http://localhost.evil.example/token', 'is not https'],
    ['ftp://api.paysera.com/token', 'is not https'],
    ['javascript:alert(1)', 'is not https'],
    ['https://user:password@api.paysera.com/token', 'holds credentials'],
    ['api.paysera.com/token', 'is not a URL'],
    ['', 'is not a URL'],
  ])('%j is refused before anything is sent', (tokenUrl, why) => {
    let sent = 0;
    const fetch = async () => Response.json(++sent);
    expect(() => createTokenSource({ ...CREDENTIALS, tokenUrl, fetch })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: `tokenUrl ${why}; expected something like https://api.paysera.com, or http on localhost for a test. Nothing was sent.`,
      }),
    );
    expect(sent).toBe(0);
  });

  test.each(['https://api.paysera.com/token', 'http://localhost:4010/token', 'http://[::1]:4010/token?x=1'])(
    '%j is accepted',
    async (tokenUrl) => {
      const fetch = async () => Response.json({ access_token: 'token-1', expires_in: 3600 });
      expect(await createTokenSource({ ...CREDENTIALS, tokenUrl, fetch }).get()).toBe('token-1');
    },
  );
});

describe('createTokenSource stops reading after 8 MiB', () => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');

  test.each([200, 500])('of a response with status %i that does not end', async (status) => {
    let written = 0;
    const server = await startLoopback(
      () => (response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        const write = () => {
          while (!response.destroyed) {
            written += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', write);
          }
        };
        write();
      },
      { tokens: false },
    );
    const error = await errorOf(createTokenSource({ ...CREDENTIALS, tokenUrl: server.url + TOKEN_PATH }).get());
    expect(error).toMatchObject({
      name: 'MalformedResponseError',
      operation: 'createAccessToken',
      status,
      message: expect.stringContaining('the body is larger than 8 MiB'),
    });
    // What the sockets of both sides hold comes on top.
    expect(written).toBeLessThan(64 * chunk.length);
  });

  test('of a response whose Content-Length is larger, and reads nothing of it', async () => {
    let pulled = 0;
    const fetch = async () => {
      const body = new ReadableStream(
        {
          pull(controller) {
            pulled++;
            controller.enqueue(chunk);
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body, { headers: { 'content-length': String(200 * chunk.length) } });
    };
    const error = await errorOf(
      createTokenSource({ ...CREDENTIALS, tokenUrl: 'https://api.paysera.com/token', fetch }).get(),
    );
    expect(error).toMatchObject({ name: 'MalformedResponseError' });
    expect(pulled).toBe(0);
  });
});
