import { checkBearer } from './checkout/access-tokens.ts';
import { checkout } from './checkout/handlers.ts';
import type { SandboxContext } from './context.ts';
import type { Operation } from './documents.ts';
import { documentedAnswer } from './examples.ts';
import { Failure, failureOf } from './failure.ts';
import type { FaultPlan } from './faults.ts';
import type { Handler, HandlerCall, HandlerResult } from './handler.ts';
import { localUrlsAsHttps } from './local-urls.ts';
import type { Incoming, Outgoing } from './messages.ts';
import { recurringBilling } from './recurring/handlers.ts';
import { checkMac, type MacVerdict, macFailure } from './recurring/mac-check.ts';
import { bodyOf, mediaType, type Validator } from './validate.ts';

export const behaviours: Readonly<Record<string, Handler>> = { ...checkout, ...recurringBilling };

/** Answers a call of one operation: limit, credentials, format, document, then the behaviour. */
export async function handleCall(
  context: SandboxContext,
  validator: Validator,
  operation: Operation,
  incoming: Incoming,
  fault: FaultPlan | undefined,
): Promise<Outgoing> {
  const headers: Record<string, string> = { Date: new Date(clockOf(context, fault)).toUTCString() };
  if (operation.api === 'recurring-billing') headers['paysera-correlation-id'] = context.ids.uuid();
  let mac: MacVerdict | undefined;
  try {
    if (operation.auth === 'oauth') {
      const { allowed, headers: limits } = context.rateLimit.take(incoming.client);
      Object.assign(headers, limits);
      if (!allowed) throw failureOf('checkout', 429);
    }
    if (fault?.do === 'status' && fault.after !== 'write') throw failureOf(operation.api, fault.status ?? 500);
    mac = await authenticate(context, operation, incoming, fault);
    checkFormat(operation, incoming);
    const call = read(validator, operation, incoming);
    const example = documentedAnswer(operation, incoming.headers);
    if (example) return { ...example, headers: { ...headers, ...example.headers }, mac };
    const result = await run(context, operation, call);
    return outgoing(result, headers, mac);
  } catch (error) {
    const failure = error instanceof Failure ? error : broken(context, error, operation);
    const { 'Retry-After': retryAfter, ...own } = failure.headers;
    if (retryAfter !== undefined) headers['Retry-After'] ??= retryAfter;
    return outgoing(
      { status: failure.status, body: failure.envelope },
      { ...headers, ...own },
      mac ?? verdictOf(failure),
    );
  }
}

/** An answer for a path or method that neither document knows. */
export function unknownPath(incoming: Pick<Incoming, 'method' | 'url'>): Outgoing {
  const { pathname } = new URL(incoming.url);
  const { status, envelope } = new Failure(404, 'not_found', `There is no operation ${incoming.method} ${pathname}`);
  return outgoing({ status, body: envelope }, {}, undefined);
}

async function run(context: SandboxContext, operation: Operation, call: HandlerCall): Promise<HandlerResult> {
  const work = behaviours[operation.id];
  if (!work) throw new Error(`${operation.id} has no behaviour`);
  return context.store.transaction(() => work(call, context));
}

async function authenticate(
  context: SandboxContext,
  operation: Operation,
  incoming: Incoming,
  fault: FaultPlan | undefined,
): Promise<MacVerdict | undefined> {
  const authorization = incoming.headers.get('Authorization');
  if (operation.auth === 'oauth') {
    if (fault?.do === 'expire-token') context.accessTokens.revoke(authorization?.slice('Bearer '.length) ?? '');
    checkBearer(authorization, context.accessTokens);
  }
  if (operation.auth !== 'mac') return undefined;
  const { macWindow: window, requireBodyHash } = context.settings;
  const rules = { now: clockOf(context, fault), window, requireBodyHash };
  const verdict = await checkMac({ ...incoming, authorization }, context.credentials, rules, context.nonces);
  if (verdict.verdict === 'refused') {
    const failure = macFailure(verdict);
    verdicts.set(failure, verdict);
    throw failure;
  }
  return verdict;
}

// The refusal carries what was signed, and the verdict goes to the log of exchanges.
const verdicts = new WeakMap<Failure, MacVerdict>();
const verdictOf = (failure: Failure): MacVerdict | undefined => verdicts.get(failure);

function clockOf(context: SandboxContext, fault: FaultPlan | undefined): number {
  return context.clock.now() + (fault?.do === 'skew-clock' ? (fault.seconds ?? 0) * 1000 : 0);
}

function checkFormat(operation: Operation, { headers, body }: Incoming): void {
  const accept = headers.get('Accept');
  if (
    operation.api === 'recurring-billing' &&
    accept !== null &&
    !/\*\/\*|application\/(\*|json|problem\+json)/i.test(accept)
  ) {
    throw new Failure(406, 'not_acceptable', `Accept is ${JSON.stringify(accept)}; expected application/json`);
  }
  if (body.length === 0) return;
  const type = headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === mediaType(operation)) return;
  const says = `Content-Type is ${JSON.stringify(type ?? '')}; expected ${mediaType(operation)}`;
  throw operation.api === 'checkout'
    ? new Failure(400, 'invalid_request', says)
    : new Failure(406, 'not_acceptable', says);
}

function read(validator: Validator, operation: Operation, incoming: Incoming): HandlerCall {
  const { values: query, errors } = validator.query(operation, new URL(incoming.url).searchParams);
  refuse(operation, 'query', errors);
  const body = readBody(operation, incoming.body);
  const expected = bodyOf(operation);
  if (expected === 'required' && body === undefined)
    throw new Failure(400, 'invalid_request', 'The body is empty; expected one');
  if (expected !== 'none' && body !== undefined)
    refuse(operation, 'request', validator.body(operation, localUrlsAsHttps(body)));
  return { params: incoming.params, query, body: expected === 'none' ? undefined : body, headers: incoming.headers };
}

function readBody(operation: Operation, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (operation.form) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(
      400,
      'invalid_request',
      `The body is no valid JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function refuse(operation: Operation, what: string, fields: Record<string, string[]>): void {
  const [first] = Object.entries(fields);
  if (!first) return;
  const code = operation.api === 'checkout' ? 'invalid_request' : 'invalid_parameters';
  throw new Failure(400, code, `The ${what} is not valid: ${first[0]}: ${first[1].join('; ')}`, { fields });
}

/** A mistake of ours. The answer says so, and the event carries it to whoever runs the sandbox. */
function broken(context: SandboxContext, error: unknown, operation: Operation): Failure {
  context.events.emit({ type: 'error', error });
  return failureOf(operation.api, 500);
}

function outgoing(result: HandlerResult, headers: Record<string, string>, mac: MacVerdict | undefined): Outgoing {
  return {
    status: result.status,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(result.body),
    mac,
  };
}
