import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

/** The methods of an operation that is generated from, as a document spells them. */
export const METHODS: readonly string[] = ['get', 'put', 'post', 'delete', 'patch'];

/** Where an operation is, and the operation. */
export type LocatedOperation = [group: 'paths' | 'webhooks', path: string, method: string, operation: JsonObject];

export function* operationsIn(document: JsonObject): Generator<LocatedOperation> {
  for (const group of ['paths', 'webhooks'] as const) {
    for (const [path, item] of Object.entries(document[group] ?? {})) {
      if (!isObject(item)) continue;
      for (const method of METHODS) if (isObject(item[method])) yield [group, path, method, item[method]];
    }
  }
}

/** How an overlay addresses an operation. */
export function targetOfOperation([group, path, method]: readonly (string | undefined)[]): string {
  return `$.${group}['${path}'].${method}`;
}

/** A name that code can use: camelCase, and not one that every object has. */
export function isOperationId(id: Json | undefined): id is string {
  return typeof id === 'string' && /^[a-z][A-Za-z0-9]*$/.test(id) && !(id in {});
}
