import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { handleCall, unknownPath } from './api.ts';
import { breakAnswer, type Sent, strikesFirst } from './broken-answer.ts';
import type { SandboxContext } from './context.ts';
import { type Operation, operations } from './documents.ts';
import type { Env } from './env.ts';
import { shownBody, shownHeaders } from './exchanges.ts';
import { Failure } from './failure.ts';
import { type FaultPlan, faultFromHeader, faultInWords } from './faults.ts';
import { loopbackOnly } from './loopback-only.ts';
import type { Incoming, Outgoing } from './messages.ts';
import { addPages } from './pages/routes.ts';
import { createValidator, type Validator } from './validate.ts';

/** A sandbox that takes requests. */
export interface Server {
  /** In this process, with no port. */
  readonly fetch: typeof globalThis.fetch;
  /** Opens the port, and gives its number. */
  listen(port: number): Promise<number>;
  close(): Promise<void>;
}

export function createServer(context: SandboxContext): Server {
  const app = new Hono<Env>();
  const validator = createValidator();
  const limitBody = bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.text('The body is larger than 1 MiB.', 413) });
  // For what came over the port: the body of a request within this process is in memory already.
  app.use(loopbackOnly, (c, next) => (c.env.incoming ? limitBody(c, next) : next()));
  for (const operation of operations) {
    app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), (c) =>
      handle(c, context, validator, operation),
    );
  }
  app.get('/auth/realms/Paysera/protocol/openid-connect/certs', async (c) =>
    c.json((await context.accessTokens.certs()) as object),
  );
  addPages(app, context);
  app.notFound((c) => toResponse(unknownPath(c.req.raw)));
  app.onError((error, c) => {
    // A connection that a fault plan breaks, seen in this process: it must come out of `fetch` as it is.
    if (c.req.raw.signal.aborted || error.message === 'fetch failed') throw error;
    context.events.emit({ type: 'error', error });
    return new Response('The sandbox made a mistake; its log says which.', { status: 500 });
  });

  let server: ReturnType<typeof serve> | undefined;
  return {
    fetch: async (input, init) => app.fetch(new Request(input, init), {}),
    listen: (port) =>
      new Promise((resolve, reject) => {
        server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) => resolve(info.port));
        server.on('error', reject);
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

async function handle(
  c: Context<Env>,
  context: SandboxContext,
  validator: Validator,
  operation: Operation,
): Promise<Response> {
  const started = performance.now();
  const incoming = await receive(c);
  let sent: Sent;
  let fault: FaultPlan | undefined;
  try {
    fault =
      faultFromHeader(incoming.headers.get('X-Sandbox-Fault')) ??
      context.faults.take(operation.id, CALL_KINDS[operation.id] ?? COMMON);
    if (fault?.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, fault?.delay));
    const answered = strikesFirst(fault) ? undefined : await handleCall(context, validator, operation, incoming, fault);
    sent = breakAnswer(operation.api, fault, answered);
  } catch (error) {
    const { status, envelope } = new Failure(
      400,
      'invalid_request',
      error instanceof Error ? error.message : String(error),
    );
    sent = {
      how: 'whole',
      answer: { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(envelope) },
    };
  }
  record(context, operation, incoming, sent, fault, performance.now() - started);
  return send(c, sent);
}

/** Bytes of a request body. */
const MAX_BODY = 1024 * 1024;

const COMMON = ['reset', 'hang', 'status', 'half-answer', 'html', 'empty', 'delay', 'skew-clock', 'expire-token'];
// The token call takes `expire-token` itself: it shortens the life of what it issues.
const CALL_KINDS: Readonly<Record<string, readonly string[]>> = {
  createAccessToken: COMMON.filter((kind) => kind !== 'expire-token'),
};

async function receive(c: Context<Env>): Promise<Incoming> {
  const incoming: IncomingMessage | undefined = c.env.incoming;
  return {
    method: c.req.method,
    url: c.req.url,
    target: incoming?.url,
    headers: c.req.raw.headers,
    body: new Uint8Array(await c.req.arrayBuffer()),
    params: c.req.param() as Record<string, string>,
    client: incoming?.socket.remoteAddress ?? 'in process',
  };
}

function record(
  context: SandboxContext,
  operation: Operation,
  incoming: Incoming,
  sent: Sent,
  fault: FaultPlan | undefined,
  took: number,
): void {
  const answered: Outgoing | undefined = 'answer' in sent ? sent.answer : undefined;
  const exchange = {
    id: context.ids.uuid(),
    at: context.clock.now(),
    operation: operation.id,
    method: incoming.method,
    url: incoming.url,
    request: { headers: shownHeaders(incoming.headers), body: shownBody(new TextDecoder().decode(incoming.body)) },
    ...(answered && { answer: { status: answered.status, headers: answered.headers, body: shownBody(answered.body) } }),
    took,
    ...(fault && { fault: faultInWords(fault) }),
    ...(answered?.mac && { mac: answered.mac }),
  };
  context.exchanges.add(exchange);
  context.events.emit({ type: 'exchange', exchange });
}

/** Sends the answer, or breaks the connection as planned. In this process a broken connection is what `fetch` throws. */
async function send(c: Context<Env>, sent: Sent): Promise<Response> {
  const outgoing: ServerResponse | undefined = c.env.outgoing as ServerResponse | undefined;
  if (sent.how === 'whole') return toResponse(sent.answer);
  if (sent.how === 'hang')
    await new Promise((resolve) => c.req.raw.signal.addEventListener('abort', resolve, { once: true }));
  if (!outgoing) {
    if (sent.how === 'half') return new Response(halfOf(sent.answer.body), sent.answer);
    if (sent.how === 'hang') throw c.req.raw.signal.reason;
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  }
  if (sent.how === 'half') {
    const bytes = Buffer.from(sent.answer.body);
    outgoing.writeHead(sent.answer.status, { ...sent.answer.headers, 'Content-Length': bytes.length });
    await new Promise((resolve) => outgoing.write(bytes.subarray(0, bytes.length >> 1), resolve));
  }
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function halfOf(body: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
      controller.error(new TypeError('terminated', { cause: new Error('other side closed') }));
    },
  });
}

function toResponse({ status, headers, body }: Outgoing): Response {
  return new Response(body, { status, headers });
}
