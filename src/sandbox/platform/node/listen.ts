import { ServerResponse } from 'node:http';
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Connection } from '../../http/connection.ts';
import type { OutgoingResponse } from '../../http/messages.ts';
import type { OpenPort, Serve } from '../platform.ts';

/** Serves requests on a port of an address. */
export function listen(answer: Serve, port: number, hostname: string): Promise<OpenPort> {
  return new Promise((resolve, reject) => {
    const fetch = (request: Request, env: HttpBindings | Http2Bindings) => answer(request, connectionOf(env));
    const server = serve({ fetch, port, hostname }, (info) => resolve({ port: info.port, close }));
    server.on('error', reject);
    const close = () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
  });
}

function connectionOf({ incoming, outgoing }: HttpBindings | Http2Bindings): Connection {
  return {
    target: incoming.url,
    host: incoming.headers.host ?? '',
    client: incoming.socket.remoteAddress,
    async break(response) {
      if (response && outgoing instanceof ServerResponse) await sendHalf(outgoing, response);
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    },
  };
}

function sendHalf(outgoing: ServerResponse, { status, headers, body }: OutgoingResponse): Promise<unknown> {
  const bytes = new TextEncoder().encode(body);
  outgoing.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  return new Promise((resolve) => outgoing.write(bytes.subarray(0, bytes.length >> 1), resolve));
}
