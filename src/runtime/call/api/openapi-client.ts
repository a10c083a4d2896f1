import createClient, { type Client, createQuerySerializer, defaultBodySerializer } from 'openapi-fetch';
import { ConfigurationError } from '../../../errors/configuration-error.ts';
import { suggest } from '../../../errors/suggest.ts';
import { kindOf } from '../../../wire/kind-of.ts';
import { CALL_OPTIONS } from '../../options.ts';
import { showing } from '../caller.ts';
import { encodePath } from '../encode-path.ts';
import type { Pipeline } from '../run-call.ts';
import { apiFetch } from './api-fetch.ts';

/** openapi-fetch with the pipeline as its `fetch`: what it makes of a call goes the way that the methods go. */
export function openapiClient<Paths extends object>(pipeline: Pipeline): Client<Paths, 'application/json'> {
  return createClient<Paths, 'application/json'>({
    baseUrl: pipeline.origin,
    bodySerializer,
    querySerializer,
    pathSerializer: (url, parameters) => encodePath(url, parameters),
    fetch: (request) => showing(apiFetch(pipeline, request)),
  });
}

// Besides ours, those of openapi-fetch, and those of `fetch` in the runtimes.
const OPENAPI_FETCH =
  'params body baseUrl fetch Request parseAs middleware pathSerializer querySerializer bodySerializer';
const RUNTIMES =
  'method mode credentials cache redirect referrer referrerPolicy integrity keepalive window duplex priority dispatcher ' +
  'next cf client proxy tls unix';
const KNOWN = [...CALL_OPTIONS, ...OPENAPI_FETCH.split(' '), ...RUNTIMES.split(' ')];

/**
 * Refuses an option that seems misspelled. Any other is passed on: a runtime may have options of its own.
 *
 * @throws {ConfigurationError} that names the option that was probably meant.
 */
export function assertApiOptions(options: object | undefined): void {
  for (const name of Object.keys(options ?? {})) {
    const meant = KNOWN.includes(name) ? undefined : suggest(name, KNOWN);
    if (meant) throw new ConfigurationError(`api: ${name} is not an option; did you mean ${meant}? Nothing was sent.`);
  }
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
