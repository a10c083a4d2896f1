import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';
import { documentOf } from './document-of.ts';

type Operations = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>;

const read = new WeakMap<object, Promise<Operations>>();

/** What Prism makes of a document. It is read once, however many mocks serve it. */
function operationsOf(document: object): Promise<Operations> {
  const operations = read.get(document) ?? getHttpOperationsFromSpec(structuredClone(document));
  read.set(document, operations);
  return operations;
}

/** One Prism mock that serves both documents: both base paths on one host. */
export async function startPrism(
  port = 0,
  documents: readonly object[] = ['checkout', 'recurring-billing'].map(documentOf),
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const operations = await Promise.all(documents.map(operationsOf));
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
        // Nobody reads what Prism finds in its own answers: the clients compare them with the document.
        validateResponse: false,
        errors: false,
        mock: { dynamic: false },
      } as never,
    },
  );
  const url = await server.listen(port, '127.0.0.1');
  return { url, stop: () => server.close() };
}
