import { ConfigurationError } from '../../../errors/configuration-error.ts';
import type { Operation } from '../../operation.ts';
import type { CallOptions } from '../../options.ts';
import type { ApiResponse } from '../../transport/read-response.ts';
import { withExtraBody } from '../extra-body.ts';
import type { PreparedCall } from '../prepare-call.ts';
import type { Pipeline } from '../run-call.ts';
import { type FoundOperation, findOperation } from './find-operation.ts';

/** What openapi-fetch takes for `fetch`: called once a call, it judges the request and sends it through the pipeline. */
export async function apiFetch({ table, origin, run, prepare }: Pipeline, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const address = url.origin + url.pathname;
  const found = address.startsWith(`${origin}/`)
    ? findOperation(table, request.method, address.slice(origin.length))
    : undefined;
  if (!found) {
    throw new ConfigurationError(
      `${request.method} ${url.origin}${url.pathname} is not an operation of this API. ` +
        'For an endpoint that the document does not have, use request(). Nothing was sent.',
    );
  }
  const text = await request.text();
  return toResponse(await run(found.operation, () => prepareRequest(prepare, found, text, request, url)));
}

/** Checks a request as the input of a method is checked. What needs no change is sent as it was serialized. */
function prepareRequest(
  prepare: Pipeline['prepare'],
  { operation, path }: FoundOperation,
  text: string,
  request: Request,
  { search, searchParams }: URL,
): PreparedCall {
  const { 'content-type': type = '', 'idempotency-key': key, ...headers } = Object.fromEntries(request.headers);
  const body = text === '' ? undefined : parse(text, type);
  const query = Object.fromEntries(searchParams);
  const options = { headers, signal: request.signal, ...optionsOn(request, operation, key) };
  const prepared = withExtraBody(prepare)(operation, { path, query, body }, options);
  const unchanged =
    !operation.form && !options.extraBody && JSON.stringify(prepared.input.body) === JSON.stringify(body);
  const [pathname] = prepared.path.split('?');
  return { ...prepared, path: `${pathname}${search}`, ...(unchanged && text !== '' && { body: text }) };
}

function parse(text: string, type: string): unknown {
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Our options of one call. openapi-fetch puts what it does not know on the request; the key may be its header too. */
function optionsOn(request: Request, { key }: Operation, header: string | undefined): CallOptions {
  const idempotencyKey = Reflect.get(request, 'idempotencyKey') ?? header;
  if (idempotencyKey !== undefined && !key) {
    throw new ConfigurationError('Idempotency-Key: this operation takes none; leave it out. Nothing was sent.');
  }
  const [timeout, retry, extraBody] = ['timeout', 'retry', 'extraBody'].map((name) => Reflect.get(request, name));
  return { timeout, retry, idempotencyKey, extraBody };
}

function toResponse({ status, headers, raw }: ApiResponse): Response {
  return new Response([204, 205, 304].includes(status) ? null : raw, { status, headers });
}
