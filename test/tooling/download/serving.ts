import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server with one answer, except for a page at `/login`. Without a body, it never ends it, and says that it has begun. */
export async function serving(
  status: number,
  body: string | undefined,
  headers: OutgoingHttpHeaders = {},
  begun: () => void = () => undefined,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/login')) return response.end('<!DOCTYPE html><title>Sign in</title>');
    response.writeHead(status, headers);
    if (body !== undefined) return response.end(body);
    return response.write('openapi: 3.1.0', begun);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
