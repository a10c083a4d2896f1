import { isObject, type JsonObject, keysOf, type NewAction } from '../../shared/document.ts';
import { nodeAt, quoted, targetAt } from './target.ts';

/** A reference in a document: `$ref`, or another name that tools follow. */
export interface Reference {
  readonly name: string;
  readonly to: string;
  /** The keys of the reference itself. */
  readonly keys: readonly string[];
}

export interface ReferenceRemedy {
  readonly add?: NewAction;
  readonly advice?: string;
}

/** What stands in for a component that is missing. None claims more than the document does: anything is allowed. */
const STAND_INS: Readonly<Record<string, JsonObject>> = {
  schemas: {},
  responses: { description: '' },
  requestBodies: { content: { 'application/json': { schema: {} } } },
  headers: { schema: {} },
};

/** Groups whose members can be left out one by one, each with the member of a document that lists them. */
const REMOVABLE = new Set(['parameters', 'examples', 'links', 'callbacks']);

/**
 * For a reference that leads to nothing: the component that it means, if there is one of that name elsewhere; else one that
 * allows anything, or the end of the reference.
 */
export function remedyForDangling(document: JsonObject, reference: Reference): ReferenceRemedy {
  const { name, to, keys } = reference;
  const meant = componentMeant(document, reference);
  if (meant !== undefined) return { add: pointedAt(document, reference, meant) };
  if (name !== '$ref') return { add: { target: targetAt(document, keys), remove: true } };
  const [root, group = '', component, ...deeper] = partsOf(to);
  const isComponent = root === 'components' && component !== undefined && deeper.length === 0;
  const same = `?@['$ref'] == ${quoted(to)}`;
  if (isComponent && REMOVABLE.has(group)) return { add: { target: `$..${group}[${same}]`, remove: true } };
  if (isComponent && group === 'pathItems') return { add: { target: `$.paths[${same}]`, remove: true } };
  if (isComponent && group === 'securitySchemes') return { advice: 'ask the vendor which credentials it means.' };
  const standIn = isComponent && Object.hasOwn(STAND_INS, group) ? STAND_INS[group] : undefined;
  if (component !== undefined && standIn) {
    return { add: { target: '$', update: { components: { [group]: { [component]: standIn } } } } };
  }
  return { add: { target: `$..[${same}]['$ref']`, remove: true } };
}

/** For one that leads to another file or host, which no tool here may follow. */
export function remedyForOutside(document: JsonObject, reference: Reference): ReferenceRemedy {
  const meant = componentMeant(document, reference);
  if (meant !== undefined && !/[/:#?%]/.test(reference.to)) return { add: pointedAt(document, reference, meant) };
  return {
    advice:
      'bundle the document into one file with what it refers to (npx redocly bundle FILE -o bundled.yaml), or ask the ' +
      'vendor for one; the overlay must not fetch it.',
  };
}

/** For a schema that contains itself: its innermost mention allows anything. */
export function remedyForCycle(document: JsonObject, { keys }: Reference): ReferenceRemedy {
  return isWithinSchema(keys)
    ? { add: { target: targetAt(document, keys), remove: true } }
    : { advice: 'ask the vendor what is meant; nothing in these APIs contains itself.' };
}

function pointedAt(document: JsonObject, { name, to, keys }: Reference, meant: string): NewAction {
  if (name === '$ref') return { target: `$..[?@['$ref'] == ${quoted(to)}]`, update: { $ref: meant } };
  return { target: targetAt(document, keys.slice(0, -1)), update: { [keys.at(-1) ?? '']: meant } };
}

/** The schema of that name, for `#/definitions/Order`, `#/components/schemas/order` or a mapping to `Order`. */
function componentMeant(document: JsonObject, { to, keys }: Reference): string | undefined {
  const isSchema = isWithinSchema(keys) || keys.includes('mapping');
  const last = to.startsWith('#/') ? partsOf(to).at(-1) : to;
  const schemas = nodeAt(document, ['components', 'schemas']);
  if (!isSchema || last === undefined || !isObject(schemas)) return undefined;
  const names = Object.keys(schemas).filter((name) => name.toLowerCase() === last.toLowerCase());
  const [found, ...others] = names;
  if (found === undefined || others.length > 0) return undefined;
  return `#/components/schemas/${found.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Whether the reference is one of a schema, and no text of an example. */
function isWithinSchema(keys: readonly string[]): boolean {
  const isSchema = keys.includes('schema') || (keys[0] === 'components' && keys[1] === 'schemas');
  return isSchema && !keys.some((key) => ['example', 'examples', 'default', 'const', 'enum'].includes(key));
}

function partsOf(pointer: string): string[] {
  try {
    return keysOf(pointer);
  } catch {
    return [];
  }
}
