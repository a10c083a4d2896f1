import { type GenericSchema, safeParse } from 'valibot';
import type { Drift } from '../errors/response-validation-error.ts';
import { type Comparison, kindOf } from './validate.ts';

/** Where an answer and its schema differ. */
export function compare(schema: GenericSchema, data: unknown): Comparison {
  return [driftsOf(schema, data), newFieldsOf(schema, data)];
}

function driftsOf(schema: GenericSchema, data: unknown): Drift[] {
  const { issues = [] } = safeParse(schema, data);
  return issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? '[]' : String(key))).join('.');
    return { path, expected: issue.expected ?? issue.type, received: kindOf(issue.input) };
  });
}

/** Fields of an answer that the document does not have. Nothing is wrong with them: the document is behind. */
function newFieldsOf(schema: GenericSchema, data: unknown, path: readonly string[] = []): Drift[] {
  const { type, entries, item, wrapped } = schema as ComposedSchema;
  if (wrapped) return newFieldsOf(wrapped, data, path);
  if (item && Array.isArray(data)) return data.flatMap((value) => newFieldsOf(item, value, [...path, '[]']));
  if (!entries || typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    const at = [...path, name];
    if (Object.hasOwn(entries, name)) return newFieldsOf(entries[name] as GenericSchema, value, at);
    // An object that is open by the document has room for any field.
    return type === 'object' ? [{ path: at.join('.'), expected: 'no such field', received: kindOf(value) }] : [];
  });
}

/** What valibot's schemas of objects, lists and optional values carry. */
type ComposedSchema = GenericSchema & {
  readonly entries?: Readonly<Record<string, GenericSchema>>;
  readonly item?: GenericSchema;
  readonly wrapped?: GenericSchema;
};
