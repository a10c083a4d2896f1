import {
  BuildError,
  BuildErrors,
  isObject,
  type Json,
  type JsonObject,
  keysOf,
  type LocationOf,
} from '../../shared/document.ts';
import {
  type ReferenceRemedy,
  remedyForCycle,
  remedyForDangling,
  remedyForOutside,
} from '../overlay/reference-remedies.ts';

// A document of 200 kB expands to about 100,000 nodes, 40 levels deep.
const MOST_NODES = 1_000_000;
const DEEPEST = 500;
const TOO_LARGE = 'ask the vendor for another; nothing in these APIs is so large, so no overlay can fix it.';

/** Names that tools follow as references when their value is a string. */
const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef', 'operationRef', 'externalValue', 'defaultMapping']);

type Keys = readonly string[];

/** The size of a node with every reference below it expanded. */
interface Unfolded {
  readonly nodes: number;
  readonly levels: number;
}

/** A reference that leads nowhere, outside or back to itself. Many that one edit fixes count as one. */
export interface BadReference {
  readonly error: BuildError;
  /** The keys of each place that mentions it. */
  readonly places: Keys[];
}

interface Located {
  readonly locationOf: LocationOf;
  /** The file that edits are drafted for. */
  readonly overlay: string;
}

type Cycles = 'refused' | 'followed once';

/** @throws {BuildError} with every reference that `badReferences` finds. */
export function checkReferences(document: JsonObject, located: Located, cycles: Cycles = 'refused'): void {
  const [first, ...others] = badReferences(document, located, cycles).map(({ error }) => error);
  if (first) throw others.length === 0 ? first : new BuildErrors([first, ...others]);
}

/**
 * Finds every reference that leads to nothing inside the document, or back to itself. Wherever it is: the tools
 * that read the document follow a `$ref` in an example or an extension too, to any file and any host. A schema that
 * contains itself has no finite validator; nothing in these APIs is a tree, so such a document is broken.
 *
 * @throws {BuildError} when the document grows too large through its references.
 */
export function badReferences(
  document: JsonObject,
  { locationOf, overlay }: Located,
  cycles: Cycles = 'refused',
): BadReference[] {
  const targets = new Map<Json, Unfolded | 'open'>();
  const bad = new Map<string, BadReference>();
  const report = (keys: Keys, problem: string, { add, advice }: ReferenceRemedy): Unfolded => {
    const identity = JSON.stringify([problem, add, advice]);
    const known = bad.get(identity);
    const remedy = { advice, fix: add && { overlay, add } };
    if (known) known.places.push(keys);
    else bad.set(identity, { error: new BuildError(`${locationOf(keys)} ${problem}`, remedy), places: [keys] });
    return { nodes: 1, levels: 0 };
  };
  const measure = (node: Json, keys: Keys, depth: number): Unfolded => {
    let [nodes, levels] = [1, 1];
    for (const [key, value] of Object.entries(Array.isArray(node) || isObject(node) ? node : {})) {
      const at = [...keys, key];
      const isReference = typeof value === 'string' && (REFERENCES.has(key) || isMapping(keys));
      for (const below of [
        measure(value, at, depth + 1),
        ...(isReference ? [follow(value, key, at, depth + 1)] : []),
      ]) {
        nodes += below.nodes;
        levels = Math.max(levels, below.levels + 1);
      }
    }
    if (nodes > MOST_NODES) {
      throw new BuildError(`${locationOf(keys)} the document expands to more than 1 million nodes through its $refs.`, {
        advice: TOO_LARGE,
      });
    }
    if (depth + levels > DEEPEST) {
      throw new BuildError(
        `${locationOf(keys)} the document expands to more than ${DEEPEST} levels through its $refs.`,
        { advice: TOO_LARGE },
      );
    }
    return { nodes, levels };
  };
  const follow = (reference: string, key: string, keys: Keys, depth: number): Unfolded => {
    const name = REFERENCES.has(key) ? key : `mapping ${key}:`;
    const found = find(document, reference);
    const cited = { name: key, to: reference, keys };
    if (found === 'outside') {
      return report(
        keys,
        `${name} ${reference} leads outside the document; bundle it into one file first.`,
        remedyForOutside(document, cited),
      );
    }
    if (found === undefined) {
      return report(keys, `${name} ${reference} leads to nothing.`, remedyForDangling(document, cited));
    }
    // The mapping of a choice names schemas that its members lead to anyway, often back to the choice itself.
    if (name !== '$ref') return { nodes: 0, levels: 0 };
    const known = targets.get(found.node);
    if (known === 'open' && cycles === 'followed once') return { nodes: 1, levels: 0 };
    if (known === 'open') {
      return report(keys, `$ref ${reference} is a cycle: it leads back to itself.`, remedyForCycle(document, cited));
    }
    if (known) return known;
    targets.set(found.node, 'open');
    const unfolded = measure(found.node, found.keys, depth);
    targets.set(found.node, unfolded);
    return unfolded;
  };
  measure(document, [], 0);
  return [...bad.values()];
}

function isMapping(keys: Keys): boolean {
  return keys.at(-1) === 'mapping' && keys.at(-2) === 'discriminator';
}

function find(document: JsonObject, reference: string) {
  // Some tools treat a bare name, which a mapping may contain, as a file.
  if (!reference.startsWith('#/')) return 'outside';
  let keys: string[];
  try {
    keys = keysOf(reference);
  } catch {
    return undefined;
  }
  let node: Json | undefined = document;
  for (const key of keys) {
    const isHolder: boolean = (Array.isArray(node) || isObject(node)) && Object.hasOwn(node, key);
    node = isHolder ? (node as JsonObject)[key] : undefined;
  }
  return node === undefined ? undefined : { node, keys };
}
