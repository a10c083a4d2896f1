import { checkBearer } from '../checkout/access-tokens.ts';
import { checkout } from '../checkout/handlers.ts';
import type { SandboxContext } from '../context.ts';
import type { SandboxOperation } from '../documents/documents.ts';
import { documentedExample, firstAnswer } from '../documents/examples.ts';
import { BUTTONS_COUNT, bodyOf, mediaType, type Validator } from '../documents/validate.ts';
import type { FaultPlan } from '../faults.ts';
import { recurringBilling } from '../recurring/handlers.ts';
import { invalidParameter } from '../recurring/invalid-parameter.ts';
import { checkMac, type MacCheck, macFailure } from '../recurring/mac-check.ts';
import { withoutEmpty } from './empty-objects.ts';
import { ApiFailure, failureOf } from './failure.ts';
import type { Handler, HandlerCall, HandlerResult } from './handler.ts';
import { localUrlsAsHttps } from './local-urls.ts';
import type { IncomingRequest, OutgoingResponse } from './messages.ts';

export const handlers: Readonly<Partial<Record<string, Handler>>> = { ...checkout, ...recurringBilling };

/** Handles a call of one operation: rate limit, credentials, format, schema, then the operation's handler. */
export async function handleCall(
  context: SandboxContext,
  validator: Validator,
  operation: SandboxOperation,
  incoming: IncomingRequest,
  fault: FaultPlan | undefined,
): Promise<OutgoingResponse> {
  const headers: Record<string, string> = { Date: new Date(clockOf(context, fault)).toUTCString() };
  if (operation.api === 'recurring-billing') headers['paysera-correlation-id'] = context.ids.uuid();
  let mac: MacCheck | undefined;
  try {
    if (operation.auth === 'oauth') {
      const { allowed, headers: limits } = context.rateLimit.take(incoming.client);
      Object.assign(headers, limits);
      if (!allowed) throw failureOf('checkout', 429);
    }
    if (fault?.do === 'status' && fault.after !== 'write') throw failureOf(operation.api, fault.status ?? 500);
    mac = await authenticate(context, operation, incoming, fault);
    checkFormat(operation, incoming);
    const call = readCall(validator, operation, incoming);
    const example = documentedExample(operation, incoming.headers);
    if (example) return { ...example, headers: { ...headers, ...example.headers }, mac };
    const result = await runHandler(context, operation, call);
    return toOutgoing(result, headers, mac);
  } catch (error) {
    const failure = error instanceof ApiFailure ? error : internalError(context, error, operation);
    const { 'Retry-After': retryAfter, ...own } = failure.headers;
    if (retryAfter !== undefined) headers['Retry-After'] ??= retryAfter;
    return toOutgoing(
      { status: failure.status, body: failure.envelope },
      { ...headers, ...own },
      mac ?? macCheckOf(failure),
    );
  }
}

const LEGACY_REFUNDS = '/v1/refund/refund_requests';

/** The response for a path or method that is in neither document. */
export function unknownPath(incoming: Pick<IncomingRequest, 'method' | 'url'>): OutgoingResponse {
  const { pathname } = new URL(incoming.url);
  const problem = pathname.startsWith(LEGACY_REFUNDS)
    ? `${pathname} belongs to Paysera's older refund API; use POST /payment-executor/integration/v1/payments/{paymentId}/refunds`
    : `${incoming.method} ${pathname} is not an operation of either API`;
  const { status, envelope } = new ApiFailure(404, 'not_found', problem);
  return toOutgoing({ status, body: envelope }, {}, undefined);
}

async function runHandler(
  context: SandboxContext,
  operation: SandboxOperation,
  call: HandlerCall,
): Promise<HandlerResult> {
  const handle = handlers[operation.id];
  if (!handle) return firstAnswer(operation);
  return context.store.transaction(() => handle(call, context));
}

async function authenticate(
  context: SandboxContext,
  operation: SandboxOperation,
  incoming: IncomingRequest,
  fault: FaultPlan | undefined,
): Promise<MacCheck | undefined> {
  const authorization = incoming.headers.get('Authorization');
  if (operation.auth === 'oauth') {
    if (fault?.do === 'expire-token') context.accessTokens.revoke(authorization?.slice('Bearer '.length) ?? '');
    checkBearer(authorization, context.accessTokens);
  }
  if (operation.auth !== 'mac') return undefined;
  const { macWindow: window, requireBodyHash } = context.settings;
  const rules = { now: clockOf(context, fault), window, requireBodyHash };
  const publicUrl = isAddressedTo(context.settings.publicUrl, incoming) ? context.settings.publicUrl : undefined;
  const request = { ...incoming, publicUrl, authorization };
  const macCheck = await checkMac(request, context.credentials, rules, context.nonces);
  if (macCheck.result === 'rejected') {
    const failure = macFailure(macCheck);
    macChecks.set(failure, macCheck);
    throw failure;
  }
  return macCheck;
}

/** Whether a proxy passed the request on as it came, with the host that its client signed. */
function isAddressedTo(publicUrl: string | undefined, { url }: IncomingRequest): boolean {
  return publicUrl !== undefined && new URL(url).hostname === new URL(publicUrl).hostname;
}

// The failure says what was signed; the check itself goes to the log of exchanges.
const macChecks = new WeakMap<ApiFailure, MacCheck>();
const macCheckOf = (failure: ApiFailure): MacCheck | undefined => macChecks.get(failure);

function clockOf(context: SandboxContext, fault: FaultPlan | undefined): number {
  return context.clock.now() + (fault?.do === 'skew-clock' ? (fault.seconds ?? 0) * 1000 : 0);
}

function checkFormat(operation: SandboxOperation, { headers, body }: IncomingRequest): void {
  const accept = headers.get('Accept');
  if (
    operation.api === 'recurring-billing' &&
    accept !== null &&
    !/\*\/\*|application\/(\*|json|problem\+json)/i.test(accept)
  ) {
    throw new ApiFailure(406, 'not_acceptable', `Accept is ${JSON.stringify(accept)}; expected application/json`);
  }
  if (body.length === 0) return;
  const type = headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === mediaType(operation)) return;
  const description = `Content-Type is ${JSON.stringify(type ?? '')}; expected ${mediaType(operation)}`;
  throw operation.api === 'checkout'
    ? new ApiFailure(400, 'invalid_request', description)
    : new ApiFailure(406, 'not_acceptable', description);
}

function readCall(validator: Validator, operation: SandboxOperation, incoming: IncomingRequest): HandlerCall {
  const { values: query, errors } = validator.query(operation, new URL(incoming.url).searchParams);
  rejectInvalid(operation, errors);
  const body = readBody(operation, incoming.body);
  const expected = bodyOf(operation);
  if (expected === 'required' && body === undefined)
    throw new ApiFailure(400, 'invalid_request', 'The request has no body, but this operation requires one');
  if (expected !== 'none' && body !== undefined)
    rejectInvalid(operation, validator.body(operation, localUrlsAsHttps(body)));
  return { params: incoming.params, query, body: expected === 'none' ? undefined : body, headers: incoming.headers };
}

function readBody(operation: SandboxOperation, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (operation.form) return Object.fromEntries(new URLSearchParams(text));
  try {
    return withoutEmpty(JSON.parse(text));
  } catch (error) {
    throw new ApiFailure(
      400,
      'invalid_request',
      `The body is not valid JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function rejectInvalid(operation: SandboxOperation, fields: Record<string, string[]>): void {
  const [first] = Object.entries(fields);
  if (!first) return;
  const [field, problems] = first;
  const [problem = ''] = problems;
  // The one code of payer-set amounts that the schema finds before the handler does.
  if (problem === BUTTONS_COUNT) throw new ApiFailure(400, problem, `${field} expected 3 or 4 amounts`, { fields });
  if (operation.api === 'checkout') throw new ApiFailure(400, 'invalid_request', 'Validation failed', { fields });
  throw invalidParameter(field, problems.join('; '), fields);
}

/** A bug in the sandbox. The response is a 500, and an event reports it. */
function internalError(context: SandboxContext, error: unknown, operation: SandboxOperation): ApiFailure {
  context.events.emit({ type: 'error', error });
  return failureOf(operation.api, 500);
}

function toOutgoing(
  result: HandlerResult,
  headers: Record<string, string>,
  mac: MacCheck | undefined,
): OutgoingResponse {
  return {
    status: result.status,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(result.body),
    mac,
  };
}
