import { adviseRawBody } from './raw-body-advice.ts';

/** The parts of `http.IncomingMessage` that matter, and what frameworks add to it. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** As Node has them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether somebody has read of it. */
  readonly readableDidRead?: boolean | undefined;
  /** Whether all of it has come. */
  readonly complete?: boolean | undefined;
  /** The raw bytes where a framework keeps them: NestJS, Cloud Functions. */
  readonly rawBody?: unknown;
  /** The raw bytes after `express.raw()`; anything else there cannot be verified. */
  readonly body?: unknown;
}

/** The parts of `http.ServerResponse` that matter. */
export interface NodeResponse {
  /** HTTP status. */
  statusCode: number;
  /** Sets a header of the result. */
  setHeader(name: string, value: string): unknown;
  /** Sends the result. */
  end(body: string): unknown;
}

/**
 * A listener of `node:http`; `next` is Express'. A delivery that is repeated is handled once. Never rejects, unless `next`
 * throws: what goes wrong is for `next`, or resulted 500.
 */
export type NodeListener = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * A handler of `Request`s as a listener for `node:http`, Express, Koa's `ctx.req` and Next.js' pages router.
 *
 * @example
 * app.post('/hooks/paysera', toNodeListener(handler)); // ahead of app.use(express.json())
 */
export function toNodeListener(handler: (request: Request) => Promise<Response>): NodeListener {
  return async (request, response, next) => {
    try {
      const result = await handler(toRequest(request));
      // What is left of a body that is too long is not waited for.
      if (!request.complete) response.setHeader('connection', 'close');
      response.statusCode = result.status;
      for (const [name, value] of result.headers) response.setHeader(name, value);
      response.end(await result.text());
    } catch (error) {
      if (next) return next(error);
      console.error(error);
      response.statusCode = 500;
      response.end('');
    }
  };
}

function toRequest(request: NodeRequest): Request {
  const { method, url } = request;
  const headers = new Headers();
  // HTTP/2 has names that begin with a colon.
  for (const [name, value] of Object.entries(request.headers)) if (name[0] !== ':') headers.set(name, String(value));
  const body = method === 'POST' ? bodyOf(request) : null;
  return new Request(`http://localhost${url}`, { method, headers, body, duplex: 'half' } as RequestInit);
}

function bodyOf(request: NodeRequest): BodyInit {
  for (const raw of [request.rawBody, request.body]) {
    if (typeof raw === 'string' || ArrayBuffer.isView(raw)) return raw as BodyInit;
  }
  if (request.readableDidRead) throw adviseRawBody('body-not-raw', '`request` was read before');
  // No cancel: it would close the socket, which the result still needs.
  const chunks = request[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
