import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as its bytes arrived. */
export interface Recorded {
  readonly method: string;
  /** Path and query, exactly as on the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
}

/** What to answer: a JSON value or text with a status, or full control over the socket. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly json?: unknown;
      readonly text?: string;
    }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** Answers the n-th request (from 0). */
export type Script = (request: Recorded, index: number) => Reply | Promise<Reply>;

export interface Loopback {
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** The requests to a path that ends so, the token endpoint left out. */
  calls(): Recorded[];
}

export const TOKEN_PATH = '/auth/realms/Paysera/protocol/openid-connect/token';

/**
 * A server on this machine that records what arrives, byte for byte, and answers by script. Asks for a token are
 * answered by themselves unless `tokens` is false. Ends with the test that started it.
 */
export async function startLoopback(script: Script, { tokens = true } = {}): Promise<Loopback> {
  const requests: Recorded[] = [];
  let responseCount = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    const recorded = { method, url, headers, body, text: body.toString('utf8') };
    requests.push(recorded);
    const reply =
      tokens && url === TOKEN_PATH
        ? { json: { access_token: `token-${requests.length}`, expires_in: 3600, token_type: 'Bearer' } }
        : await script(recorded, responseCount++);
    if (typeof reply === 'function') return reply(response, request);
    const { status = 200, headers: extra = {}, json, text } = reply;
    response.writeHead(status, {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...extra,
    });
    response.end(json === undefined ? text : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    calls: () => requests.filter(({ url }) => url !== TOKEN_PATH),
  };
}
