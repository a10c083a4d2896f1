import { createServer } from 'node:http';
import { headOf, responseTo } from './responses.ts';

/** A loopback server in its own process, so that its work is not attributed to the clients. */
const server = createServer((request, response) => {
  const body = responseTo(request.method ?? 'GET', request.url ?? '/');
  request.resume();
  request.on('end', () => {
    const { status, headers } = headOf(request.method ?? 'GET', request.url ?? '/');
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.(address.port);
});
process.on('disconnect', () => process.exit());
