import { isObject, type Json, type JsonObject } from '../../shared/document.ts';

// Extensions of the vendor are dropped, so none can claim it.
const UNREAD = 'x-unread';

/**
 * Replaces what a reference stands for that leads nowhere or must not be followed, so that the rest of the document can be
 * checked. Nothing is reported of what could be there: it is unknown, not missing.
 */
export function markUnread(document: JsonObject, keys: readonly string[]): void {
  const [name, holder] = [keys.at(-1) ?? '', nodeAt(document, keys.slice(0, -1))];
  if (!isObject(holder)) return;
  delete holder[name];
  if (name !== '$ref') return;
  for (const member of Object.keys(holder)) delete holder[member];
  holder[UNREAD] = true;
}

export function isUnread(node: Json | undefined): boolean {
  return isObject(node) && node[UNREAD] === true;
}

/** Whether a node is what was left unread, or was to be part of it. */
export function isWithinUnread(document: JsonObject, keys: readonly string[]): boolean {
  return keys.some((_, index) => isUnread(nodeAt(document, keys.slice(0, index + 1))));
}

function nodeAt(document: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (node, key) => (Array.isArray(node) ? node[Number(key)] : isObject(node) ? node[key] : undefined),
    document,
  );
}
