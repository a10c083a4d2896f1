import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import { documentOf } from './document-of.ts';

/** One Prism mock that serves both documents: both base paths on one host. */
export async function startPrism(port = 0): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const operations = await Promise.all(
    ['checkout', 'recurring-billing'].map((api) => getHttpOperationsFromSpec(structuredClone(documentOf(api)))),
  );
  const server = createServer(
    // Paths are full already; without servers Prism takes them on any host.
    operations.flat().map((operation) => ({ ...operation, servers: [] })),
    {
      cors: false,
      components: { logger: createLogger('prism', { enabled: false }) },
      config: {
        isProxy: false,
        upstreamProxy: undefined,
        checkSecurity: true,
        validateRequest: true,
        validateResponse: true,
        errors: false,
        mock: { dynamic: false },
      } as never,
    },
  );
  const url = await server.listen(port, '127.0.0.1');
  return { url, stop: () => server.close() };
}
