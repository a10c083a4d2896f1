import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { SandboxContext } from '../context.ts';
import { operations, type SandboxOperation } from '../documents/documents.ts';
import { createValidator, type Validator } from '../documents/validate.ts';
import { CALL_FAULTS, describeFault, type FaultPlan, faultFromHeader } from '../faults.ts';
import { addPages } from '../pages/routes.ts';
import type { Serve } from '../platform/platform.ts';
import { handleCall, unknownPath } from './api.ts';
import { applyFault, preventsHandling, type Transmission } from './apply-fault.ts';
import type { Env } from './connection.ts';
import { redactBody, redactHeaders } from './exchanges.ts';
import { ApiFailure } from './failure.ts';
import { knownHostsOnly } from './known-hosts-only.ts';
import type { IncomingRequest, OutgoingResponse } from './messages.ts';
import { subjectOf } from './subject-of.ts';

/** A sandbox that serves requests. */
export interface Server {
  /** Serves a request in process, without a port. */
  readonly fetch: typeof globalThis.fetch;
  /** Serves a request that came over a connection. */
  readonly serve: Serve;
}

export function createServer(context: SandboxContext): Server {
  const app = new Hono<Env>();
  const validator = createValidator();
  const limitBody = bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.text('The body is larger than 1 MiB.', 413) });
  // Only for requests over the network: the body of an in-process request is already in memory.
  app.use(knownHostsOnly(context.settings), (c, next) => (c.env.connection ? limitBody(c, next) : next()));
  for (const operation of operations) {
    app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), (c) =>
      handle(c, context, validator, operation),
    );
  }
  app.get('/_sandbox/health', (c) => c.text('ok'));
  addPages(app, context);
  app.notFound((c) => toResponse(unknownPath(c.req.raw)));
  app.onError((error, c) => {
    // A connection broken by a fault in process: `fetch` must throw the error unchanged.
    if (c.req.raw.signal.aborted || error.message === 'fetch failed') throw error;
    context.events.emit({ type: 'error', error });
    return new Response('An error occurred in the sandbox; see its log.', { status: 500 });
  });

  return {
    fetch: async (input, init) => app.fetch(new Request(input, init), {}),
    serve: (request, connection) => app.fetch(request, connection ? { connection } : {}),
  };
}

async function handle(
  c: Context<Env>,
  context: SandboxContext,
  validator: Validator,
  operation: SandboxOperation,
): Promise<Response> {
  const started = performance.now();
  const incoming = await receive(c);
  let transmission: Transmission;
  let fault: FaultPlan | undefined;
  try {
    fault =
      faultFromHeader(incoming.headers.get('X-Sandbox-Fault')) ??
      context.faults.take(operation.id, FAULTS_BY_OPERATION[operation.id] ?? COMMON_FAULTS);
    if (fault?.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, fault?.delay));
    const response = preventsHandling(fault)
      ? undefined
      : await handleCall(context, validator, operation, incoming, fault);
    transmission = applyFault(operation.api, fault, response);
  } catch (error) {
    const { status, envelope } = new ApiFailure(
      400,
      'invalid_request',
      error instanceof Error ? error.message : String(error),
    );
    transmission = {
      how: 'complete',
      response: { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(envelope) },
    };
  }
  record(context, operation, incoming, transmission, fault, performance.now() - started);
  return send(c, transmission);
}

/** Bytes of a request body. */
const MAX_BODY = 1024 * 1024;

// The handler of the authorization takes `decline` itself.
const COMMON_FAULTS: readonly string[] = CALL_FAULTS.filter((kind) => kind !== 'decline');
// The token call handles `expire-token` itself: it shortens the lifetime of the token it issues.
const FAULTS_BY_OPERATION: Readonly<Record<string, readonly string[]>> = {
  createAccessToken: COMMON_FAULTS.filter((kind) => kind !== 'expire-token'),
};

async function receive(c: Context<Env>): Promise<IncomingRequest> {
  const { connection } = c.env;
  return {
    method: c.req.method,
    url: c.req.url,
    target: connection?.target,
    headers: c.req.raw.headers,
    body: new Uint8Array(await c.req.arrayBuffer()),
    params: c.req.param() as Record<string, string>,
    client: connection?.client ?? 'in process',
  };
}

function record(
  context: SandboxContext,
  operation: SandboxOperation,
  incoming: IncomingRequest,
  transmission: Transmission,
  fault: FaultPlan | undefined,
  duration: number,
): void {
  const response: OutgoingResponse | undefined = 'response' in transmission ? transmission.response : undefined;
  const body = new TextDecoder().decode(incoming.body);
  const about = subjectOf(context, incoming.params, body, response?.body ?? '');
  const exchange = {
    id: context.ids.uuid(),
    at: context.clock.now(),
    operation: operation.id,
    ...(about !== undefined && { about }),
    method: incoming.method,
    url: incoming.url,
    request: { headers: redactHeaders(incoming.headers), body: redactBody(body) },
    ...(response && {
      response: { status: response.status, headers: response.headers, body: redactBody(response.body) },
    }),
    duration,
    ...(fault && { fault: describeFault(fault) }),
    ...(response?.mac && { mac: response.mac }),
  };
  context.exchanges.add(exchange);
  context.events.emit({ type: 'exchange', exchange });
}

/** Sends the response, or breaks the connection as planned. In process, `fetch` throws for a broken connection. */
async function send(c: Context<Env>, transmission: Transmission): Promise<Response> {
  const { connection } = c.env;
  if (transmission.how === 'complete') return toResponse(transmission.response);
  if (transmission.how === 'hang')
    await new Promise((resolve) => c.req.raw.signal.addEventListener('abort', resolve, { once: true }));
  if (connection) return connection.break(transmission.how === 'truncated' ? transmission.response : undefined);
  if (transmission.how === 'truncated')
    return new Response(truncatedBody(transmission.response.body), transmission.response);
  if (transmission.how === 'hang') throw c.req.raw.signal.reason;
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}

function truncatedBody(body: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
      controller.error(new TypeError('terminated', { cause: new Error('other side closed') }));
    },
  });
}

function toResponse({ status, headers, body }: OutgoingResponse): Response {
  return new Response(body, { status, headers });
}
