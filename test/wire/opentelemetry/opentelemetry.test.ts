import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SENDS_ONCE } from '../../../src/http/sends-once.ts';
import { openTelemetry, traceFetch, traceWebhooks } from '../../../src/opentelemetry/opentelemetry.ts';
import { createWebhookHandler, signWebhook } from '../../../src/webhooks/index.ts';
import { checkoutAt } from '../../support/clients.ts';
import { closedPort } from '../../support/closed-port.ts';
import { errorOf } from '../../support/error-of.ts';
import { startLoopback } from '../../support/loopback.ts';

const manager = new AsyncLocalStorageContextManager();
beforeAll(() => void context.setGlobalContextManager(manager.enable()));
afterAll(() => context.disable());

function telemetry() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const metrics = async () => {
    await meterProvider.forceFlush();
    const found = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    return new Map(found.map((metric) => [metric.descriptor.name, metric.dataPoints]));
  };
  return { tracerProvider, meterProvider, spans: () => exporter.getFinishedSpans(), metrics };
}

const ORDERS = '/merchant-order/integration/v1/orders';
const headers = { 'x-request-id': 'req-1' };

test('a call is a client span by the HTTP conventions, a child of the active one, with its attempts as events', async () => {
  const server = await startLoopback((_, index) => (index === 0 ? { status: 503 } : { headers, json: { id: 'a' } }));
  const { spans, metrics: _, ...providers } = telemetry();
  const { orders } = checkoutAt(server.url, { onEvent: openTelemetry(providers), random: () => 0 });
  await providers.tracerProvider.getTracer('shop').startActiveSpan('page', async (page) => {
    await orders.get('id-4711');
    page.end();
  });
  const [call, page] = spans();
  expect(call).toMatchObject({ name: `GET ${ORDERS}/{id}`, kind: 2, status: { code: 0 } });
  expect(call?.parentSpanContext?.spanId).toBe(page?.spanContext().spanId);
  expect(call?.attributes).toMatchObject({
    'http.request.method': 'GET',
    'url.template': `${ORDERS}/{id}`,
    'url.full': `${server.url}${ORDERS}/{id}`,
    'server.address': new URL(server.url).hostname,
    'server.port': Number(new URL(server.url).port),
    'http.response.status_code': 200,
    'http.request.resend_count': 1,
    'paysera.operation': 'getOrder',
    'paysera.request_id': 'req-1',
  });
  expect(call?.attributes).not.toHaveProperty('error.type');
  expect(call?.events.map(({ name, attributes }) => [name, attributes?.['http.response.status_code']])).toEqual([
    ['paysera.attempt', 503],
    ['paysera.attempt', 200],
  ]);
  expect(JSON.stringify(spans().map(({ attributes, events }) => [attributes, events]))).not.toContain('4711');
});

test.each<[string, number, string, string]>([
  ['a refusal', 404, '404', 'failed'],
  ['an unknown outcome', 500, 'outcome_unknown', 'unknown'],
])('%s is an error of its span, and is counted', async (_, status, errorType, outcome) => {
  const server = await startLoopback(() => ({ status }));
  const { spans, metrics, ...providers } = telemetry();
  const { orders } = checkoutAt(server.url, { onEvent: openTelemetry(providers) });
  await errorOf(orders.create({ purchase: { reference: 'A', amount: 1, currency: 'EUR' } }));
  const [span] = spans();
  expect(span).toMatchObject({ name: `POST ${ORDERS}`, status: { code: 2 } });
  expect(span?.attributes).toMatchObject({ 'error.type': errorType, 'paysera.outcome': outcome });
  const counted = (await metrics()).get('paysera.client.outcome_unknown') ?? [];
  expect(counted.map(({ value }) => value)).toEqual(outcome === 'unknown' ? [1] : []);
});

test('metrics measure durations, attempts and waits, and no label has an id', async () => {
  const server = await startLoopback(() => ({ headers, json: { id: 'a' } }));
  const { metrics, spans: _, ...providers } = telemetry();
  const checkout = checkoutAt(server.url, { onEvent: openTelemetry(providers) });
  for (const id of ['id-4711', 'id-4712', 'id-4713']) {
    await checkout.orders.get(id);
    await checkout.request('GET', `/unknown/${id}`);
  }
  const found = await metrics();
  for (const name of [
    'http.client.request.duration',
    'paysera.client.call.duration',
    'paysera.client.call.attempts',
    'paysera.client.rate_limit.wait',
  ]) {
    const points = found.get(name) ?? [];
    const ofOrders = points.filter(({ attributes }) => attributes['url.template'] === `${ORDERS}/{id}`);
    expect(
      ofOrders.map(({ value }) => value),
      name,
    ).toEqual([expect.objectContaining({ count: 3 })]);
    // Not merely its digits: a duration or a port may have them.
    expect(JSON.stringify(points)).not.toMatch(/id-471|req-1/);
  }
});

test('a webhook handler runs in a span, and a call that it makes is its child', async () => {
  const server = await startLoopback(() => ({ json: { id: 'a' } }));
  const { spans, metrics: _, ...providers } = telemetry();
  const checkout = checkoutAt(server.url, { onEvent: openTelemetry(providers) });
  const secret = 'test';
  const unknown = async () => void (await checkout.orders.get('a'));
  const handler = traceWebhooks(createWebhookHandler({ secret, on: { unknown } }), providers);
  const signed = await signWebhook({ body: { event: { type: 'news', name: 'news' } }, secret });
  const request = () => new Request('https://shop.example/hooks', { method: 'POST', ...signed });
  expect((await handler(request())).status).toBe(200);
  const [call, webhook] = spans();
  expect(webhook).toMatchObject({ name: 'paysera webhook', kind: 1 });
  expect(webhook?.attributes).toMatchObject({ 'http.request.method': 'POST', 'http.response.status_code': 200 });
  expect(call?.name).toBe(`GET ${ORDERS}/{id}`);
  expect(call?.parentSpanContext?.spanId).toBe(webhook?.spanContext().spanId);
  expect(trace.getActiveSpan()).toBeUndefined();
});

test('each request carries the trace in which its call was made, a retry and the token too', async () => {
  // What the W3C propagator of the SDK does, as far as a test needs it.
  propagation.setGlobalPropagator({
    inject: (of, carrier) => {
      const span = trace.getSpanContext(of);
      if (span) Object.assign(Object(carrier), { traceparent: `00-${span.traceId}-${span.spanId}-01` });
    },
    extract: (of) => of,
    fields: () => ['traceparent'],
  });
  try {
    const server = await startLoopback((_, index) => (index === 0 ? { status: 503 } : { json: { id: 'a' } }));
    const { orders } = checkoutAt(server.url, { fetch: traceFetch(), random: () => 0 });
    const { tracerProvider } = telemetry();
    const page = tracerProvider.getTracer('shop').startSpan('page');
    await context.with(trace.setSpan(context.active(), page), () => orders.get('a', { headers: { 'X-Shop': '7' } }));
    await orders.get('a');
    const { traceId, spanId } = page.spanContext();
    const traceparent = `00-${traceId}-${spanId}-01`;
    expect(server.requests.map(({ headers }) => headers['traceparent'])).toEqual([
      ...[traceparent, traceparent, traceparent],
      undefined,
    ]);
    expect(server.calls()[0]?.headers).toMatchObject({ 'x-shop': '7', authorization: 'Bearer token-1' });
  } finally {
    propagation.disable();
  }
});

test('a traced fetch keeps what is known of the fetch in it: whether a refused connection proves that nothing was sent', async () => {
  const refusing = await closedPort();
  const create = (fetch: typeof globalThis.fetch) =>
    errorOf(
      checkoutAt(refusing, { fetch, retry: false }).request('POST', '/merchant-order/integration/v2/x', { body: {} }),
    );
  const token = Response.json({ access_token: 't', token_type: 'Bearer', expires_in: 3600 });
  const own: typeof globalThis.fetch = async (url, init) =>
    String(url).includes('/token') ? token.clone() : globalThis.fetch(url, init);
  expect((await create(traceFetch(own))).name).toBe('OutcomeUnknownError');
  expect((await create(traceFetch(Object.assign(own.bind(null), { [SENDS_ONCE]: true })))).name).toBe(
    'ConnectionError',
  );
});
