import { BuildError, deref, isObject, type Json, type JsonObject } from '../../shared/document.ts';
import { choicesOf, fieldAt } from '../document/fields.ts';
import { isUnread } from '../document/unread.ts';

/** A field of a request that holds minor units, and how it is encoded on the wire. */
export interface AmountPath {
  readonly in: 'body' | 'query';
  readonly at: string;
  readonly as: 'digits' | 'integer';
  /** A list of amounts, not one. */
  readonly list?: true;
  /** The request requires it. */
  readonly required?: true;
}

/** What no tool may guess. */
const HOW_WRITTEN =
  'ask the vendor how this amount of money is written. If in minor units, say so in an action that updates its schema; if ' +
  'it is no amount any more, take it off x-amounts; otherwise src has to convert it first.';

interface AmountTerms {
  readonly isRequired: boolean;
  readonly locate: () => string;
}

interface RequestField {
  readonly in: AmountPath['in'];
  readonly schema: JsonObject;
}

/** A field of a request by its dotted path, through `$ref` and choices; or a parameter of the query. */
export function requestField(
  document: JsonObject,
  operation: JsonObject,
  parameters: readonly JsonObject[],
  at: string,
): RequestField | undefined {
  const body = bodySchema(document, operation);
  const inBody = body && fieldAt(document, body, at.split('.'));
  if (inBody) return { in: 'body', schema: inBody };
  const parameter = parameters.find((parameter) => parameter['in'] === 'query' && parameter['name'] === at);
  const unread = parameter ? undefined : parameters.find(isUnread);
  if (unread) return { in: 'query', schema: unread };
  const schema = deref(document, parameter?.['schema']);
  return schema && { in: 'query', schema };
}

/** How an amount is encoded. */
export function amountPath(
  document: JsonObject,
  { in: place, schema }: RequestField,
  at: string,
  { isRequired, locate }: AmountTerms,
): AmountPath {
  const as = encodingOf(document, schema);
  if (!as) {
    throw new BuildError(`${locate()} x-amounts: ${at} is neither a string nor a whole number in the document.`, {
      advice: HOW_WRITTEN,
    });
  }
  if (as === 'digits' && isDecimal(document, schema, locate)) {
    throw new BuildError(
      `${locate()} x-amounts: ${at} is a decimal string (major units) in the document; minor units sent there would be ` +
        'wrong by a factor of 100.',
      { advice: HOW_WRITTEN },
    );
  }
  return {
    in: place,
    at,
    as,
    ...(schema['type'] === 'array' && { list: true }),
    ...(isRequired && { required: true }),
  };
}

/**
 * Marks those fields, so that their type becomes `AmountInput`. Each `$ref` on the way is replaced by a copy of its own:
 * a schema that a response uses too must not change with it.
 */
export function markAmounts(document: JsonObject, operation: JsonObject, amounts: readonly AmountPath[]): void {
  for (const { in: where, at } of amounts) {
    if (where === 'query') {
      const parameters = (operation['parameters'] ?? []) as Json[];
      for (const [index, listed] of parameters.entries()) {
        const parameter = deref(document, listed);
        if (parameter?.['in'] !== 'query' || parameter['name'] !== at) continue;
        parameters[index] = { ...parameter, schema: { ...deref(document, parameter['schema']), [MARK]: true } };
      }
      continue;
    }
    const body = ownCopy(document, operation, 'requestBody');
    const media = isObject(body?.['content']) ? body['content']['application/json'] : undefined;
    const schema = isObject(media) ? ownCopy(document, media, 'schema') : undefined;
    if (schema) mark(document, schema, at.split('.'));
  }
}

export const MARK = 'x-amount';

function mark(document: JsonObject, schema: JsonObject, [name, ...rest]: readonly string[]): void {
  for (const choice of ['anyOf', 'oneOf', 'allOf']) {
    const choices = schema[choice];
    if (!Array.isArray(choices)) continue;
    for (const index of choices.keys()) {
      const one = ownCopy(document, choices as unknown as JsonObject, String(index));
      if (one && name !== undefined) mark(document, one, [name, ...rest]);
    }
  }
  const { properties } = schema;
  if (!isObject(properties) || name === undefined || !(name in properties)) return;
  const next = ownCopy(document, properties, name);
  if (!next) return;
  if (rest.length > 0) mark(document, next, rest);
  else if (next['items']) next['items'] = { ...deref(document, next['items']), [MARK]: true };
  else next[MARK] = true;
}

/** The member as the holder's own copy, no longer shared through `$ref`. */
function ownCopy(document: JsonObject, holder: JsonObject, name: string): JsonObject | undefined {
  const target = deref(document, holder[name]);
  if (target && target !== holder[name]) holder[name] = structuredClone(target);
  return target && (holder[name] as JsonObject);
}

function bodySchema(document: JsonObject, operation: JsonObject): JsonObject | undefined {
  const body = deref(document, operation['requestBody']);
  if (isUnread(body)) return body;
  const content = body?.['content'];
  const media = isObject(content) ? Object.values(content)[0] : undefined;
  return isObject(media) ? deref(document, media['schema']) : undefined;
}

function encodingOf(document: JsonObject, schema: JsonObject): 'digits' | 'integer' | undefined {
  if (isUnread(schema)) return 'integer';
  const types = [schema['type']].flat().filter((type) => type !== 'null' && type !== undefined);
  if (types[0] === 'string') return 'digits';
  if (types[0] === 'integer' || types[0] === 'number') return 'integer';
  if (types[0] === 'array') {
    const items = deref(document, schema['items']);
    return items && encodingOf(document, items);
  }
  for (const choice of choicesOf(document, schema)) {
    const encoding = encodingOf(document, choice);
    if (encoding) return encoding;
  }
  return undefined;
}

/** Whether the string that is sent, the first choice, looks like `"10.00"`. */
function isDecimal(document: JsonObject, schema: JsonObject, locate: () => string): boolean {
  const type = [schema['type']].flat().find((type) => type !== 'null');
  if (type === undefined) {
    const first = choicesOf(document, schema).find((choice) => encodingOf(document, choice));
    return first !== undefined && isDecimal(document, first, locate);
  }
  if (type === 'array') return isDecimal(document, deref(document, schema['items']) ?? {}, locate);
  const examples = [schema['example'], schema['examples'], schema['default']].flat();
  if (examples.some((example) => typeof example === 'string' && /^\d+\.\d+$/.test(example))) return true;
  const { pattern } = schema;
  if (typeof pattern !== 'string') return false;
  // A long pattern can take hours for five characters.
  if (pattern.length > 200) {
    throw new BuildError(`${locate()} x-amounts: the pattern of an amount has more than 200 characters.`, {
      advice: HOW_WRITTEN,
    });
  }
  try {
    return new RegExp(pattern, 'u').test('10.00');
  } catch {
    throw new BuildError(`${locate()} x-amounts: the pattern of an amount is no regular expression: ${pattern}`, {
      advice: HOW_WRITTEN,
    });
  }
}
