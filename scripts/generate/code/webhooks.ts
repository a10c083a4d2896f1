import { BuildError, deref, isObject, type JsonObject, type LocationOf } from '../../shared/document.ts';
import { fieldAt } from '../document/fields.ts';
import { isUnread } from '../document/unread.ts';

/**
 * What a payload of each `event.type` must contain before it is handled: the fields in `x-required-fields`, each with its
 * type in the document. Undefined when no webhook has any.
 */
export function emitWebhooks(document: JsonObject, locationOf: LocationOf): string | undefined {
  const rows: string[] = [];
  for (const [name, item] of Object.entries(document['webhooks'] ?? {})) {
    const operation = isObject(item) ? item['post'] : undefined;
    if (!isObject(operation) || !Array.isArray(operation['x-required-fields'])) continue;
    const where = locationOf(['webhooks', name, 'post', 'x-required-fields']);
    const body = deref(document, operation['requestBody']);
    const content = body?.['content'];
    const media = isObject(content) ? content['application/json'] : undefined;
    const schema = isObject(media) ? deref(document, media['schema']) : undefined;
    if (isUnread(body) || isUnread(schema)) continue;
    const type = schema && fieldAt(document, schema, ['event', 'type']);
    if (isUnread(type)) continue;
    const [value, ...others] = (type?.['enum'] ?? []) as string[];
    if (!schema || value === undefined || others.length > 0) {
      throw new BuildError(
        `${where} x-required-fields: event.type is not an enum of one, so payloads cannot be told apart.`,
        { advice: 'say which type it is in an action that updates event.type of that schema: { enum: [TYPE] }.' },
      );
    }
    const fields = (operation['x-required-fields'] as string[]).map((at) => {
      const names = at.split('.');
      if (names.length !== 2) throw new BuildError(`${where} x-required-fields: ${at}; expected two names and a dot.`);
      const field = fieldAt(document, schema, names);
      if (isUnread(field)) return [];
      const types = [field].flatMap((found) => found && typesOf(document, found));
      if (types.length !== 1 || !['string', 'integer', 'array'].includes(types[0] ?? '')) {
        throw new BuildError(
          `${where} x-required-fields: ${at} is ${types.join(' or ')}; expected a string, integer or array.`,
          {
            advice:
              'say in an action that updates the schema what the field is; take it off x-required-fields only if nobody acts on it.',
          },
        );
      }
      return [...names, types[0]];
    });
    rows.push(`  ${JSON.stringify(value)}: ${JSON.stringify(fields)},`);
  }
  if (rows.length === 0) return undefined;
  return [
    '/** What a payload of each `event.type` must hold before anyone acts on it: member, its member, type. */',
    'export const webhooks = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}

/** The types that a schema allows: its own, or those of its choices. */
function typesOf(document: JsonObject, schema: JsonObject): string[] {
  const choices = schema['anyOf'] ?? schema['oneOf'];
  const types = Array.isArray(choices)
    ? choices.flatMap((choice) => typesOf(document, deref(document, choice) ?? {}))
    : [schema['type'] ?? 'anything'].flat().map(String);
  return [...new Set(types)];
}
