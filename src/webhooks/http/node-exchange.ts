import type { refuseBody } from './refuse-body.ts';

/** The parts of `http.IncomingMessage` that are used, and what frameworks add to it. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  /** As Node provides them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether any of the body has been read. */
  readonly readableDidRead?: boolean | undefined;
  /** Whether the whole request has arrived. */
  readonly complete?: boolean | undefined;
  /** The raw bytes, where a framework keeps them: NestJS, Cloud Functions. */
  readonly rawBody?: unknown;
  /** The raw bytes after `express.raw()`; anything else cannot be verified. */
  readonly body?: unknown;
}

/** The parts of `http.ServerResponse` that are used. */
export interface NodeResponse {
  /** HTTP status. */
  statusCode: number;
  /** Sets a response header. */
  setHeader(name: string, value: string): unknown;
  /** Sends the response. */
  end(body: string): unknown;
}

/** Answers a request of `node:http`. Loaded with the first one: a handler of `Request`s never needs it. */
export async function exchange(
  handler: (request: Request) => Promise<Response>,
  request: NodeRequest,
  response: NodeResponse,
  refuse: typeof refuseBody,
): Promise<void> {
  const result = await handler(await toRequest(request, refuse));
  // The rest of a body that is too long is not awaited.
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = result.status;
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.end(await result.text());
}

async function toRequest(request: NodeRequest, refuse: typeof refuseBody): Promise<Request> {
  const { method, url } = request;
  const headers = new Headers();
  // Skips HTTP/2 pseudo-headers.
  for (const [name, value] of Object.entries(request.headers)) if (name[0] !== ':') headers.set(name, String(value));
  const body = method === 'POST' ? await bodyOf(request, refuse) : null;
  return new Request(`http://localhost${url}`, { method, headers, body, duplex: 'half' } as RequestInit);
}

async function bodyOf(request: NodeRequest, refuse: typeof refuseBody): Promise<BodyInit> {
  for (const raw of [request.rawBody, request.body]) {
    if (typeof raw === 'string' || ArrayBuffer.isView(raw)) return raw as BodyInit;
  }
  if (request.readableDidRead) await refuse('body-not-raw');
  // No `cancel`: it would close the socket, which the response still needs.
  const chunks = request[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
