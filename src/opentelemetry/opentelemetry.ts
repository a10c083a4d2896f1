import {
  type Attributes,
  context,
  type MeterProvider,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { assertKnown } from '../errors/known-options.ts';
import { SENDS_ONCE } from '../http/sends-once.ts';
import type { PayseraEvent } from '../runtime/events.ts';

const NAME = 'paysera-client';
/** As the conventions advise for `http.client.request.duration`, in seconds. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60];
const SECONDS = { unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } };

/** Options of `openTelemetry` and `traceWebhooks`. */
export interface OpenTelemetryOptions {
  /** Default: the one that is registered with `@opentelemetry/api`. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the one that is registered with `@opentelemetry/api`. */
  readonly meterProvider?: MeterProvider | undefined;
}

type CallEvent = Extract<PayseraEvent, { type: 'call:start' | 'call:end' | 'attempt' }>;
type EndEvent = Extract<PayseraEvent, { type: 'call:end' }>;
type AttemptEvent = Extract<PayseraEvent, { type: 'attempt' }>;

/**
 * Makes a listener for `onEvent` that traces and measures, by OpenTelemetry's conventions for HTTP clients: a client span for
 * each call, with its attempts as span events, and metrics. No attribute of a metric has an id in it. Spans are children of the
 * span that is active when the call is made.
 *
 * @throws {ConfigurationError} when an option does not exist.
 * @example const checkout = createCheckout({ onEvent: openTelemetry() });
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): (event: PayseraEvent) => void {
  const tracer = tracerOf('openTelemetry', options);
  const meter = (options.meterProvider ?? metrics).getMeter(NAME);
  const requests = meter.createHistogram('http.client.request.duration', {
    ...SECONDS,
    description: 'Duration of HTTP client requests.',
  });
  const calls = meter.createHistogram('paysera.client.call.duration', {
    ...SECONDS,
    description: 'Duration of calls, waits included.',
  });
  const attempts = meter.createHistogram('paysera.client.call.attempts', {
    unit: '{attempt}',
    description: 'Attempts of calls.',
    advice: { explicitBucketBoundaries: [0, 1, 2, 3, 5, 10] },
  });
  const queued = meter.createHistogram('paysera.client.rate_limit.wait', {
    ...SECONDS,
    description: 'How long attempts waited for their turn.',
  });
  const unknown = meter.createCounter('paysera.client.outcome_unknown', {
    unit: '{call}',
    description: 'Calls of which it is not known whether they took effect.',
  });
  const spans = new Map<string, Span>();

  const attempted = (event: AttemptEvent) => {
    const seconds = event.queued / 1000;
    requests.record(event.duration / 1000, { ...requestOf(event), ...responseOf(event, event.reason) });
    queued.record(seconds, requestOf(event));
    spans.get(event.callId)?.addEvent('paysera.attempt', {
      'paysera.attempt.number': event.attempt,
      'paysera.attempt.reason': event.reason,
      'paysera.attempt.duration': event.duration / 1000,
      'paysera.attempt.queued': seconds,
      ...(event.wait !== undefined && { 'paysera.attempt.wait': event.wait / 1000 }),
      ...(event.requestId !== undefined && { 'paysera.request_id': event.requestId }),
      ...(event.status !== undefined && { 'http.response.status_code': event.status }),
    });
  };
  const ended = (event: EndEvent) => {
    const of = { ...requestOf(event), 'paysera.outcome': event.outcome };
    calls.record(event.duration / 1000, { ...of, ...responseOf(event, event.code) });
    attempts.record(event.attempts, of);
    if (event.outcome === 'unknown') unknown.add(1, requestOf(event));
    const span = spans.get(event.callId);
    spans.delete(event.callId);
    span?.setAttributes({
      ...responseOf(event, event.code),
      'url.full': event.url,
      'paysera.outcome': event.outcome,
      ...(event.requestId !== undefined && { 'paysera.request_id': event.requestId }),
      ...(event.attempts > 1 && { 'http.request.resend_count': event.attempts - 1 }),
    });
    if (event.outcome !== 'ok') span?.setStatus({ code: SpanStatusCode.ERROR, message: event.code ?? event.outcome });
    span?.end();
  };

  return (event) => {
    if (event.type === 'attempt') attempted(event);
    if (event.type === 'call:end') ended(event);
    if (event.type !== 'call:start') return;
    const attributes: Attributes = { ...requestOf(event), 'paysera.call_id': event.callId };
    const name = [event.method, attributes['url.template']].filter(Boolean).join(' ');
    spans.set(event.callId, tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context.active()));
  };
}

/**
 * Wraps a `fetch` so that each request carries the trace in which the call was made, in the headers of the propagator that is
 * registered with `@opentelemetry/api` (`traceparent`). For a gateway of your own in front of Paysera: Paysera reads none of them.
 *
 * @param next Default: the platform's `fetch`.
 * @example const checkout = createCheckout({ baseUrl, fetch: traceFetch(), onEvent: openTelemetry() });
 * @see https://www.w3.org/TR/trace-context/
 */
export function traceFetch(next?: typeof globalThis.fetch): typeof globalThis.fetch {
  const send: typeof globalThis.fetch = next ?? ((...request) => globalThis.fetch(...request));
  const traced: typeof globalThis.fetch = (input, init) => {
    const trace: Record<string, string> = {};
    propagation.inject(context.active(), trace);
    return send(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...trace } });
  };
  // It sends what it is given, once: what is known of the other still holds.
  const once = next === undefined || SENDS_ONCE in next;
  return once ? Object.assign(traced, { [SENDS_ONCE]: true }) : traced;
}

/**
 * Wraps a webhook handler in a span, so that what your handlers do, calls of a client included, belongs to one trace. Within a
 * server span, as instrumented frameworks make one, it is a child of that; otherwise it continues the trace that the headers of
 * the request name, or begins one.
 *
 * @throws {ConfigurationError} when an option does not exist.
 * @example export const POST = traceWebhooks(createWebhookHandler({ secret, on: { order: fulfil } }));
 */
export function traceWebhooks(
  handler: (request: Request) => Promise<Response>,
  options: Pick<OpenTelemetryOptions, 'tracerProvider'> = {},
): (request: Request) => Promise<Response> {
  const tracer = tracerOf('traceWebhooks', options);
  return (request) => {
    const inside = trace.getActiveSpan() !== undefined;
    const headers = Object.fromEntries(request.headers);
    const parent = inside ? context.active() : propagation.extract(context.active(), headers);
    const kind = inside ? SpanKind.INTERNAL : SpanKind.SERVER;
    const attributes = { 'http.request.method': request.method };
    return tracer.startActiveSpan('paysera webhook', { kind, attributes }, parent, async (span) => {
      try {
        const response = await handler(request);
        span.setAttribute('http.response.status_code', response.status);
        if (response.status >= 500) {
          span.setAttribute('error.type', String(response.status)).setStatus({ code: SpanStatusCode.ERROR });
        }
        return response;
      } catch (error) {
        span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

/** @throws {ConfigurationError} when an option does not exist. Both functions may be given the same options. */
function tracerOf(caller: string, options: OpenTelemetryOptions): Tracer {
  assertKnown(caller, options, ['tracerProvider', 'meterProvider']);
  return (options.tracerProvider ?? trace).getTracer(NAME);
}

/** The path of the document, so that no id becomes an attribute. An endpoint that it does not have has no such path. */
function requestOf({ operation, method, path, url }: CallEvent): Attributes {
  const { hostname, port, protocol } = new URL(url);
  const isKnown = !operation.includes(' ');
  return {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
    ...(isKnown && { 'url.template': path, 'paysera.operation': operation }),
  };
}

/** `error.type` is the status, or else the code: of few values each. */
function responseOf({ status }: AttemptEvent | EndEvent, code: string | undefined): Attributes {
  const failed = status === undefined ? code : status >= 400 ? String(status) : undefined;
  return {
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(failed !== undefined && { 'error.type': failed }),
  };
}
