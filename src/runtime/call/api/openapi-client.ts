import createClient, { type Client, createQuerySerializer, defaultBodySerializer } from 'openapi-fetch';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { kindOf } from '../../../wire/kind-of.ts';
import { showing } from '../caller.ts';
import { encodePath } from '../encode-path.ts';
import type { Pipeline } from '../run-call.ts';
import { apiFetch } from './api-fetch.ts';

/**
 * openapi-fetch with the pipeline as its `fetch`: what it makes of a call goes the way that the methods go.
 *
 * @param caller The code that made the call, which its error is to show.
 */
export function openapiClient<Paths extends object>(
  pipeline: Pipeline,
  caller: Error,
): Client<Paths, 'application/json'> {
  return createClient<Paths, 'application/json'>({
    baseUrl: pipeline.origin,
    bodySerializer,
    querySerializer,
    pathSerializer: (url, parameters) => encodePath(url, parameters),
    fetch: (request) => showing(caller, apiFetch(pipeline, request)),
  });
}

/** As openapi-fetch does it. A bigint, which JSON does not have, becomes its digits: amounts are encoded later. */
const bodySerializer: typeof defaultBodySerializer = (...input) => {
  try {
    return defaultBodySerializer(...input);
  } catch {
    return JSON.stringify(input[0], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
};

const serializeQuery = /* @__PURE__ */ createQuerySerializer();

/** As openapi-fetch does it, except for what it would leave out or send as no filter: the list would be a longer one. */
function querySerializer(query: Readonly<Record<string, unknown>>): string {
  for (const [name, value] of Object.entries(query)) {
    const isList = name.endsWith('[]');
    for (const one of isList ? [value].flat() : [value]) {
      if (one === undefined || PLAIN.includes(typeof one) || Number.isFinite(one)) continue;
      const expected = `text or a number${isList ? ', or a list of them' : ''}`;
      const found = typeof one === 'number' ? one : kindOf(one);
      throw new ConfigurationError(`query: ${name} is ${found}; expected ${expected}. Nothing was sent.`);
    }
  }
  return serializeQuery(query);
}

const PLAIN = ['string', 'boolean', 'bigint'];
