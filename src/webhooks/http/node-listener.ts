import type { NodeRequest, NodeResponse } from './node-exchange.ts';
import { refuseBody } from './refuse-body.ts';

/**
 * A `node:http` listener; `next` is the one of Express. A delivery that Paysera retries is handled once. Never rejects,
 * unless `next` throws: errors are passed to `next`, or lead to a 500 response.
 */
export type NodeListener = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * Turns a handler of `Request`s into a listener for `node:http`, Express, Koa's `ctx.req` and Next.js's pages router.
 *
 * @example
 * app.post('/hooks/paysera', toNodeListener(handler)); // ahead of app.use(express.json())
 */
export function toNodeListener(handler: (request: Request) => Promise<Response>): NodeListener {
  return async (request, response, next) => {
    try {
      const { exchange } = await import('./node-exchange.ts');
      await exchange(handler, request, response, refuseBody);
    } catch (error) {
      if (next) return next(error);
      console.error(error);
      response.statusCode = 500;
      response.end('');
    }
  };
}
