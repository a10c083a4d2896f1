import { type GenericSchema, safeParse } from 'valibot';
import type { Drift } from '../../errors/api/response-validation-error.ts';
import { redact } from '../../errors/redact.ts';
import { kindOf } from '../../wire/kind-of.ts';

/** `broken` differs from the document. `added` is not in the document: it is reported and never refused. */
export type Comparison = readonly [broken: readonly Drift[], added: readonly Drift[]];

// A full page of orders has 4,000 values in 150 kB. To compare a value costs more than to parse it, to count the members
// of an object as much, and a server may send millions.
const MAX_VALUES = 20_000;
const MAX_SIZE = 1_000_000;
const MAX_DRIFTS = 100;

/**
 * Where a response and its schema differ.
 *
 * @param size Characters of its text.
 */
export function compare(schema: GenericSchema, data: unknown, size: number): Comparison {
  if (size > MAX_SIZE || hasMoreValues(data, MAX_VALUES)) {
    return [[{ path: '', expected: `at most ${MAX_VALUES} values`, received: 'more' }], []];
  }
  const added: Drift[] = [];
  if (typeof data === 'object' && data !== null) addNewFields(schema, data, '', added);
  return [driftsOf(schema, data), added];
}

function hasMoreValues(data: unknown, most: number): boolean {
  const open = [data];
  let count = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const below = Array.isArray(value) ? value : Object.values(value);
    count += below.length;
    if (count > most) return true;
    open.push(...below);
  }
  return false;
}

function driftsOf(schema: GenericSchema, data: unknown): Drift[] {
  const { issues = [] } = safeParse(schema, data);
  return issues.slice(0, MAX_DRIFTS).map((issue) => {
    const path = (issue.path ?? [])
      .map(({ key }) => (typeof key === 'number' ? '[]' : fieldName(String(key))))
      .join('.');
    return { path, expected: issue.expected ?? issue.type, received: kindOf(issue.input) };
  });
}

/** A name that the server chose ends in logs: one that no field would have may be anything, a token or an address. */
function fieldName(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? redact(name) : '[name]';
}

/** Adds the fields that the document does not have. Nothing is wrong with them: the document is out of date. */
function addNewFields(schema: GenericSchema, data: object, path: string, found: Drift[]): void {
  const { type, entries, item, wrapped } = schema as ComposedSchema;
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const within = (inner: GenericSchema, value: unknown, name: string) => {
    if (typeof value === 'object' && value !== null) addNewFields(inner, value, at(name), found);
  };
  if (wrapped) addNewFields(wrapped, data, path, found);
  else if (item && Array.isArray(data)) for (const value of data) within(item, value, '[]');
  else if (entries) {
    for (const [name, value] of Object.entries(data)) {
      const inner = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (inner) within(inner, value, name);
      // An object that the document leaves open may have any field.
      else if (type === 'object' && found.length < MAX_DRIFTS)
        found.push({ path: at(fieldName(name)), expected: 'no such field', received: kindOf(value) });
    }
  }
}

/** What valibot's schemas of objects, lists and optional values carry. */
type ComposedSchema = GenericSchema & {
  readonly entries?: Readonly<Record<string, GenericSchema>>;
  readonly item?: GenericSchema;
  readonly wrapped?: GenericSchema;
};
