import { ConfigurationError } from '../../../errors/configuration-error.ts';
import type { Operation } from '../../operation.ts';
import type { CallOptions } from '../../options.ts';
import type { ApiResponse } from '../../transport/read-response.ts';
import { withExtraBody } from '../extra-body.ts';
import type { Pipeline } from '../run-call.ts';
import { findOperation } from './find-operation.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Options of `request`. */
export interface RequestOptions extends CallOptions {
  /** The query. A list repeats its name: `{ 'status[]': ['paid', 'closed'] }`. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** What is sent as JSON. An amount is sent as it is given: the client knows no amounts of such an endpoint. */
  readonly body?: unknown;
}

/** See `Checkout.request`. */
export type RequestMethod = (
  method: (typeof METHODS)[number],
  path: string,
  options?: RequestOptions,
) => Promise<unknown>;

/** Calls an endpoint by method and path. One that the document has keeps the rules of its operation. */
export async function sendRequest(
  { table, origin, run, prepare }: Pipeline,
  auth: Operation['auth'],
  ...[method, path, { query, body, ...options } = {}]: Parameters<RequestMethod>
): Promise<ApiResponse> {
  const reads = method === 'GET' || method === 'HEAD';
  if (!METHODS.includes(method)) throw refuse(`method is ${method}; expected one of ${METHODS.join(', ')}`);
  if (!path.startsWith('/') || new URL(path, origin).pathname !== path) {
    throw refuse(
      `path is ${JSON.stringify(path)}; expected one like /checkout/v2/orders/1, percent-encoded, without dots as ` +
        'segments, and with its query in `query`',
    );
  }
  if (reads && body !== undefined) throw refuse(`${method} takes no body; leave it out`);
  const unknown: Operation = {
    id: `${method} ${path}`,
    method,
    path,
    auth,
    retry: reads ? 'safe' : 'lookup',
    undocumented: true,
  };
  const { operation, path: parameters } = findOperation(table, method, path) ?? { operation: unknown, path: {} };
  const input = { path: parameters, query, body };
  return await run(operation, () => withExtraBody(prepare)(operation, input, options));
}

function refuse(problem: string): ConfigurationError {
  return new ConfigurationError(`request: ${problem}. Nothing was sent.`);
}
