import type { MergedDocument } from '../../scripts/generate/document/merged-document.ts';
import { generateFrom } from '../../scripts/generate/index.ts';
import { merge } from '../../scripts/generate/merge/merge.ts';
import { deref, isObject, type Json, type JsonObject, parseSource, readSource } from '../../scripts/shared/document.ts';
import type { Loose } from '../tooling/documents.ts';
import type { Places } from '../tooling/vendor/quirks.ts';

/** Where the document of Checkout has what quirks change. */
export const CHECKOUT: Places = {
  base: '/merchant-order',
  orders: '/merchant-order/integration/v1/orders',
  order: '/merchant-order/integration/v1/orders/{id}',
  refunds: '/payment-executor/integration/v1/payments/{paymentId}/refunds',
  scheme: 'clientCredentials',
  text: 'source',
};

/** The committed document of Checkout, with what quirks change written where it is used. */
export function plainCheckout(): Loose {
  const d: Loose = readSource('openapi/checkout.yaml').value;
  for (const item of Object.values<Loose>(d.paths)) {
    for (const method of Object.keys(item).filter((name) => name !== 'parameters')) {
      item[method].parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(
        (parameter: Loose) => structuredClone(deref(d, parameter)),
      );
    }
    delete item.parameters;
  }
  const { post, get } = d.paths[CHECKOUT.orders];
  for (const { content } of [post.requestBody, get.responses['200']]) {
    const media = content['application/json'];
    media.schema = structuredClone(deref(d, media.schema));
  }
  return d;
}

/** What `generate` writes, by file name and without the header, which has the hash of the document. */
export type Files = ReadonlyMap<string, string>;

const generated = new Map<string, Promise<Files>>();

/** What `generate` writes for a document of Checkout. What is the same document under the overlay is generated once. */
export async function generatedFor(value: Loose): Promise<Files> {
  const merged = merge(parseSource(JSON.stringify(value), 'vendor.json'), readSource('openapi/checkout.overlay.yaml'));
  merged.causes.check();
  const key = JSON.stringify(merged.document);
  const known = generated.get(key) ?? filesOf(merged);
  generated.set(key, known);
  return known;
}

async function filesOf(merged: MergedDocument): Promise<Files> {
  const { files } = await generateFrom('checkout', merged);
  return new Map([...files].map(([name, text]) => [name, text.replace(/^(\/\/.*\n)+/, '')]));
}

/** The code of schemas and their validators, whatever the names of the vendor's schemas. */
export function withoutNames(code: string): string {
  const names = [...code.matchAll(/^export const (v\w+)/gm)].flatMap(([, name = '']) => name);
  return names.reduce((text, name, index) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `schema${index}`), code);
}

interface Meaning {
  readonly access: string;
  readonly rest: string;
}

const read = new Map<string, ReadonlyMap<string, Meaning>>();

/** What a mock reads of each operation, by its id: as a whole, without names of components, order and words. */
export function meaningOf(text: string): ReadonlyMap<string, Meaning> {
  const known = read.get(text) ?? meaningsIn(text);
  read.set(text, known);
  return known;
}

function meaningsIn(text: string): ReadonlyMap<string, Meaning> {
  const document = JSON.parse(text) as JsonObject;
  const schemes = (document['components'] as JsonObject)['securitySchemes'] as JsonObject;
  const operations = Object.entries(document['paths'] as JsonObject).flatMap(([path, item]) => {
    const { parameters: shared, ...methods } = item as JsonObject;
    return Object.entries(methods).map(([method, operation]) => {
      const { parameters, security, operationId, ...rest } = operation as JsonObject;
      const required = (security ?? document['security'] ?? []) as JsonObject[];
      const access = required.map((one) =>
        Object.entries(one).map(([name, scopes]) => [schemes[name] ?? name, scopes]),
      );
      const all = [shared, parameters].flatMap((list) => (Array.isArray(list) ? list : []));
      const whole = wholeOf(document, { servers: document['servers'] ?? [], path, method, ...rest, parameters: all });
      return [String(operationId), { access: JSON.stringify(access), rest: JSON.stringify(whole) }] as const;
    });
  });
  return new Map(operations);
}

function wholeOf(document: JsonObject, node: Json, name = '', isMap = false): Json {
  if (Array.isArray(node)) {
    const items = node.map((item) => wholeOf(document, item));
    return name === 'parameters' || name === 'required' ? items.sort(byText) : items;
  }
  if (!isObject(node)) return node;
  const { $ref, ...beside } = node;
  const followed = typeof $ref === 'string' ? { ...deref(document, node), ...beside } : node;
  const members = Object.entries(followed)
    .filter(([key]) => isMap || !WORDS.has(key))
    .map(([key, value]): [string, Json] => [key, wholeOf(document, value, key, !isMap && key === 'properties')]);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const WORDS = new Set(['description', 'summary', 'title', 'tags', 'externalDocs']);

function byText(one: Json, other: Json): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
