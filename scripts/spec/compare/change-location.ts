import { isObject, type JsonObject, keysOf } from '../../shared/document.ts';
import type { RawChange, Side } from './change.ts';
import { WEBHOOK_PATH } from './normalize.ts';

/** Where a change is. */
export interface ChangeLocation {
  /** Ids of the operations. */
  readonly operations: readonly string[];
  /** `POST /orders` or `webhook order`. */
  readonly endpoint: string;
  /** The dotted field path with lists as `[]` and maps as `*`, or the parameter's name; empty for the whole body. */
  readonly field: string;
  /** The idempotency key of the operation, which the client always sends. */
  readonly key?: { readonly in: string; readonly name: string };
}

export function sideOf(pointer: string): Side {
  const [group, path, , ...rest] = keysOf(pointer);
  if (group !== 'paths') return group === 'security' || pointer.includes('/securitySchemes/') ? 'access' : 'document';
  if (path?.startsWith(WEBHOOK_PATH)) return 'webhook';
  if (rest[0] === 'security') return 'access';
  if (rest[0] === 'requestBody' || rest[0] === 'parameters') return 'request';
  if (rest[0] === 'responses') return rest[1] === undefined || /^[23]/.test(rest[1]) ? 'response' : 'error';
  return 'document';
}

export function locationOf({ path: pointer, kind, base }: RawChange, old: JsonObject, now: JsonObject): ChangeLocation {
  const keys = keysOf(pointer);
  const [group, path = '', method, ...rest] = keys;
  if (group !== 'paths') return { operations: [], endpoint: '', field: keys.join('.') };
  const document = kind === 'removed' ? old : now;
  // A renamed path has its new name; our overlay still addresses its operations by the old one.
  const oldPath = keysOf(base?.pointer ?? '')[1] ?? path;
  const own = operationsAt(old, oldPath, method);
  const operations = own.length > 0 ? own : operationsAt(document, path, method);
  const name = path.startsWith(WEBHOOK_PATH) ? `webhook ${path.slice(WEBHOOK_PATH.length)}` : path;
  const endpoint = path.startsWith(WEBHOOK_PATH) || !method ? name : `${method.toUpperCase()} ${name}`;
  const key = keyOf(now, path, method);
  return { operations, endpoint, field: fieldOf(document, rest, path, method), ...(key && { key }) };
}

function keyOf(document: JsonObject, path: string, method: string | undefined): ChangeLocation['key'] {
  const item = isObject(document['paths']) ? document['paths'][path] : undefined;
  const operation = isObject(item) && method !== undefined ? item[method] : undefined;
  const key = isObject(operation) ? operation['x-idempotency-key'] : undefined;
  return isObject(key) ? { in: String(key['in']), name: String(key['name']) } : undefined;
}

function operationsAt(document: JsonObject, path: string, method: string | undefined): string[] {
  const group = path.startsWith(WEBHOOK_PATH) ? 'webhooks' : 'paths';
  const name = group === 'webhooks' ? path.slice(WEBHOOK_PATH.length) : path;
  const items = document[group];
  const item = isObject(items) ? items[name] : undefined;
  const found = isObject(item) ? (method === undefined ? Object.values(item) : [item[method]]) : [];
  return found.flatMap((operation) =>
    isObject(operation) && operation['operationId'] ? [String(operation['operationId'])] : [],
  );
}

/** `…/schema/properties/purchase/properties/amount` → `purchase.amount`. */
function fieldOf(document: JsonObject, rest: readonly string[], path: string, method: string | undefined): string {
  if (rest[0] === 'parameters') return parameterName(document, path, method, Number(rest[1]));
  const names: string[] = [];
  for (const [index, key] of rest.entries()) {
    if (rest[index - 1] === 'properties') names.push(key);
    else if (key === 'items' && rest.slice(0, index).includes('schema')) names.push('[]');
    else if (key === 'additionalProperties') names.push('*');
    else if (rest[index - 1] === 'headers' && rest[0] === 'responses') names.push(key);
  }
  return names.join('.');
}

function parameterName(document: JsonObject, path: string, method: string | undefined, index: number): string {
  const item = (document['paths'] as JsonObject)[path];
  const operation = isObject(item) && method !== undefined ? item[method] : undefined;
  const listed = [isObject(item) ? item['parameters'] : [], isObject(operation) ? operation['parameters'] : []];
  const parameter = listed.flatMap((list) => (Array.isArray(list) ? list : []))[index];
  if (!isObject(parameter)) return '';
  const reference = parameter['$ref'];
  const target =
    typeof reference === 'string'
      ? keysOf(reference).reduce<unknown>((at, key) => (at as JsonObject)?.[key], document)
      : parameter;
  return String((target as JsonObject | undefined)?.['name'] ?? '');
}
