import { isObject, type Json, type JsonObject, keysOf, type NewAction } from '../../shared/document.ts';
import { choicesOf } from '../document/fields.ts';
import { operationsIn, targetOfOperation } from '../document/located-operations.ts';
import { requestField } from '../operations/amounts.ts';
import { defining, requiringAny } from '../operations/credentials.ts';
import { nodeAt, quoted, targetAt } from './target.ts';

/** A problem that the linter reports, by the JSON pointer of its place in the merged document. */
export interface LintProblem {
  readonly ruleId: string;
  readonly message: string;
  readonly pointer: string;
}

export interface LintRemedy {
  readonly add?: NewAction;
  readonly advice?: string;
}

type Keys = readonly string[];

/**
 * The action that makes a document valid where the linter found it not to be: what is no part of OpenAPI is removed, and what
 * is missing is added so that it allows anything. Never in what decides about hosts, credentials or amounts of money.
 */
export function remedyForLint(document: JsonObject, { ruleId, message, pointer }: LintProblem): LintRemedy {
  const keys = keysOf(pointer);
  const [name] = /(?<=`)[^`]*(?=`)/.exec(message) ?? [];
  if (ruleId === 'security-defined') {
    // A scheme that is defined nowhere, or an operation without any: the same edits as for what reads them later.
    return { add: name === undefined ? requiringAny(document, targetOfOperation(keys)) : defining(document, [name]) };
  }
  const decided = decidedElsewhere(document, keys);
  if (decided !== undefined) return { advice: decided };
  const add = actionFor(document, { ruleId, message, name }, keys);
  return add ? { add } : { advice: correctAt(document, keys) };
}

function actionFor(
  document: JsonObject,
  { ruleId, message, name }: { ruleId: string; message: string; name: string | undefined },
  keys: Keys,
): NewAction | undefined {
  if (ruleId === 'operation-parameters-unique' || ruleId === 'no-schema-type-mismatch') return removal(document, keys);
  if (ruleId !== 'struct') return undefined;
  if (/(is not expected|is not allowed) here\.$/.test(message)) return removal(document, keys);
  if (/must be present on this level\.$/.test(message)) return completion(document, keys, name);
  // Of the fields that it names, a schema says the least.
  if (/^Must contain at least one of the following fields: schema, content/.test(message)) {
    return { target: targetAt(document, keys), update: { schema: {} } };
  }
  return isListed(keys, 'parameters') && ['name', 'in'].includes(keys.at(-1) ?? '')
    ? removal(document, keys.slice(0, -1))
    : replacement(document, keys, message);
}

/** The action for a field that is missing. */
function completion(document: JsonObject, keys: Keys, name: string | undefined): NewAction | undefined {
  const last = keys.at(-1);
  if (keys.at(-2) === 'parameters' && (name === 'name' || name === 'in')) {
    const list = targetAt(document, keys.slice(0, -1));
    return { target: `${list}[?!@['$ref'] && !@[${quoted(name)}]]`, remove: true };
  }
  if (last === 'discriminator') return removal(document, keys);
  const update = name === 'content' ? { content: { 'application/json': { schema: {} } } } : INFO[name ?? ''];
  return update && { target: targetAt(document, keys), update };
}

const INFO: Readonly<Record<string, JsonObject>> = {
  info: { info: { title: 'Paysera', version: 'unversioned' } },
  version: { version: 'unversioned' },
};

/** The action for a value of the wrong type: one that allows anything where a document needs one, or none. */
function replacement(document: JsonObject, keys: Keys, message: string): NewAction | undefined {
  const [holder, key = ''] = [keys.slice(0, -1), keys.at(-1)];
  const [kind] = /(?<=^Expected type `)\w+(?=` \(object\))/.exec(message) ?? [];
  const standIn = kind === 'Schema' ? {} : kind === 'Response' ? { description: '' } : undefined;
  if (standIn && isObject(nodeAt(document, holder))) {
    return { target: targetAt(document, holder), update: { [key]: standIn } };
  }
  return removal(document, keys);
}

function removal(document: JsonObject, keys: Keys): NewAction | undefined {
  const list = nodeAt(document, keys.slice(0, -1));
  const value = nodeAt(document, keys);
  if (value === undefined) return undefined;
  if (!Array.isArray(list) || typeof value === 'object') return { target: targetAt(document, keys), remove: true };
  // By its value: the removal of one item moves the others.
  const same = typeof value === 'string' ? quoted(value) : String(value);
  return { target: `${targetAt(document, keys.slice(0, -1))}[?@ == ${same}]`, remove: true };
}

/** Why an edit must not be drafted, for what decides where requests go, with which credentials, and about money. */
function decidedElsewhere(document: JsonObject, keys: Keys): string | undefined {
  if (keys.includes('servers')) return 'ask the vendor which host is meant; the overlay names ours in x-server.';
  if (keys.includes('securitySchemes') || keys.includes('security')) {
    return `ask the vendor which credentials are meant, then say so in an action: ${targetAt(document, keys)}.`;
  }
  const amounts = amountSchemas(document);
  const isAmount = keys.some((_, index) => amounts.has(nodeAt(document, keys.slice(0, index + 1)) ?? null));
  if (!isAmount) return undefined;
  return (
    'ask the vendor how this amount of money is written, then say so in an action; a guess could be wrong by a ' +
    `factor of 100: ${targetAt(document, keys)}.`
  );
}

/** The schemas of all fields in `x-amounts`, and what they are combined from. */
function amountSchemas(document: JsonObject): ReadonlySet<Json> {
  const found = new Set<Json>();
  const visit = (schema: JsonObject): void => {
    if (found.has(schema)) return;
    found.add(schema);
    for (const choice of choicesOf(document, schema)) visit(choice);
    if (isObject(schema['items'])) visit(schema['items']);
  };
  for (const [, , , operation] of operationsIn(document)) {
    const listed = Array.isArray(operation['x-amounts']) ? operation['x-amounts'].map(String) : [];
    const parameters = Array.isArray(operation['parameters']) ? operation['parameters'].filter(isObject) : [];
    for (const at of listed) {
      const field = requestField(document, operation, parameters, at);
      if (field) visit(field.schema);
    }
  }
  return found;
}

function isListed(keys: Keys, list: string): boolean {
  return keys.at(-3) === list && /^\d+$/.test(keys.at(-2) ?? '');
}

function correctAt(document: JsonObject, keys: Keys): string {
  return `correct it in the document, or in an action of the overlay with this target: ${targetAt(document, keys)}.`;
}
