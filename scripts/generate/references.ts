import { BuildError, isObject, type Json, type JsonObject, keysOf } from '../shared/document.ts';
import type { Place } from './operations.ts';

/**
 * Checks that every `$ref` leads to something inside the document, and never back to itself. A schema that contains itself
 * has no finite validator; nothing in these APIs is a tree, so such a document is broken.
 */
export function checkReferences(document: JsonObject, place: Place): void {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (node: Json | undefined, keys: readonly (string | number)[]): void => {
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) visit(item, [...keys, index]);
      return;
    }
    if (!isObject(node)) return;
    const reference = node['$ref'];
    if (typeof reference === 'string') follow(reference, keys);
    for (const [name, value] of Object.entries(node)) {
      // Examples are data: a `$ref` there is not a reference.
      if (name !== 'example' && name !== 'value') visit(value, [...keys, name]);
    }
  };
  const follow = (reference: string, from: readonly (string | number)[]): void => {
    if (!reference.startsWith('#/')) {
      throw new BuildError(
        `${place(from)} $ref ${reference} leads outside the document; bundle it into one file first.`,
      );
    }
    if (state.get(reference) === 'done') return;
    if (state.get(reference) === 'open') {
      throw new BuildError(`${place(from)} $ref ${reference} is a cycle: it leads back to itself.`);
    }
    const keys = keysOf(reference);
    const target = keys.reduce<Json | undefined>(
      (at, key) => (Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[key] : undefined),
      document,
    );
    if (target === undefined) throw new BuildError(`${place(from)} $ref ${reference} leads to nothing.`);
    state.set(reference, 'open');
    visit(target, keys);
    state.set(reference, 'done');
  };
  visit(document, []);
}
