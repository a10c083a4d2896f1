import { isObject, type Json, type JsonObject, keysOf } from '../../shared/document.ts';
import { WEBHOOK_PATH } from './normalize.ts';

/**
 * Maps a pointer into a normalized document to the place in the document itself: `#/components/schemas/…` for a shared
 * schema, so that a change of it is reported once.
 */
export function sourcePointerOf(document: JsonObject, pointer: string): string {
  const keys = documentKeys(keysOf(pointer));
  // Normalizing copies `security` into each operation; most inherit it from the document.
  if (keys[3] === 'security' && !exists(document, keys.slice(0, 4))) return '#/security';
  let at: Json | undefined = document;
  let origin: string[] = [];
  for (const key of keys) {
    [at, origin] = follow(document, at, origin);
    // Normalizing opens an enum; in the document it may be a plain one.
    if (key === 'anyOf' && isObject(at) && !('anyOf' in at) && Array.isArray(at['enum'])) break;
    const next: Json | undefined = Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[key] : undefined;
    origin = [...origin, key];
    at = next;
  }
  [, origin] = follow(document, at, origin);
  return `#/${origin.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}

function follow(document: JsonObject, node: Json | undefined, origin: string[]): [Json | undefined, string[]] {
  for (let hops = 0; hops < 50; hops++) {
    if (isObject(node) && typeof node['$ref'] === 'string') {
      origin = keysOf(node['$ref']);
      node = origin.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), document);
    } else if (isObject(node) && Array.isArray(node['allOf']) && node['allOf'].length === 1) {
      origin = [...origin, 'allOf', '0'];
      node = node['allOf'][0];
    } else break;
  }
  return [node, origin];
}

function exists(document: JsonObject, keys: readonly string[]): boolean {
  return keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), document) !== undefined;
}

/** Normalizing turns webhooks into responses of made-up paths; this maps their pointers back. */
function documentKeys(keys: readonly string[]): string[] {
  const [group, path, method, , , ...rest] = keys;
  if (group !== 'paths' || !path?.startsWith(WEBHOOK_PATH)) return [...keys];
  const webhookKeys = ['webhooks', path.slice(WEBHOOK_PATH.length), method, 'requestBody', ...rest];
  return webhookKeys.slice(0, keys.length <= 3 ? keys.length : undefined).filter((key) => key !== undefined);
}
