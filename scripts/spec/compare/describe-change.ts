import type { RawChange } from './change.ts';
import { type ChangeLocation, sideOf } from './change-location.ts';

/** Describes a change for maintainers. */
export function describeChange(change: RawChange, { field, endpoint }: ChangeLocation): string {
  const { typeName, kind, property, verdicts } = change;
  const subject = field === '' ? 'the body' : code(field);
  const [from, to] = [change.base?.value, change.revision?.value];
  if (property === 'deprecated') {
    const what = typeName === 'Operation' ? code(endpoint) : subject;
    return `${what} is ${to === true ? 'deprecated now' : 'no longer deprecated'}`;
  }
  if (typeName === 'PathItem' && property === 'key') return `path ${code(from)} is now ${code(to)}`;
  if (typeName === 'PathItem' || typeName === 'Operation') {
    if (property) return `${property} of ${code(endpoint)} changed`;
    return `${code(endpoint)} is ${kind === 'added' ? 'new' : 'gone'}`;
  }
  if (typeName === 'Parameter') return describeParameter(change, subject);
  if (typeName === 'Response') {
    if (property === 'key') return `response ${code(from)} is now ${code(to)}`;
    if (!property) return `response ${code(change.path.split('/').at(-1))} is ${kind === 'added' ? 'new' : 'gone'}`;
  }
  if (typeName === 'SecurityRequirement') return describeAccess(change);
  if (typeName === 'Example' || property === 'example' || property === 'examples')
    return `example of ${subject} ${verb(kind)}`;
  if (property === 'description' || property === 'summary' || property === 'title')
    return `${property} of ${subject} changed`;
  if (property === 'required' && Array.isArray(from ?? []) && Array.isArray(to ?? [])) {
    return describeRequired(change.path, field, (from ?? []) as string[], (to ?? []) as string[]);
  }
  if (property === 'enum')
    return describeEnum(change.path, subject, (from ?? []) as unknown[], (to ?? []) as unknown[]);
  if (property === 'type') return `${subject} is now ${describeType(to)} (was ${describeType(from)})`;
  if (typeName === 'Schema' && kind !== 'modified' && field !== '') {
    // A choice of `anyOf` is inside its field, and is not the field itself.
    if (/\/(anyOf|oneOf|allOf)\/\d+$/.test(change.path))
      return `${subject} has ${kind === 'added' ? 'one more choice' : 'one choice fewer'}`;
    return kind === 'added' ? `${subject} is new` : `${subject} is gone`;
  }
  if (property) return `${property} of ${subject} is now ${code(to)} (was ${code(from)})`;
  return verdicts[0]?.message ?? `${typeName} of ${subject} ${verb(kind)}`;
}

function describeAccess({ kind, property, base, revision, verdicts }: RawChange): string {
  if (kind === 'modified' && verdicts[0]) return verdicts[0].message;
  const name = (value: unknown) => code(Object.keys((value ?? {}) as object).join(' + ') || 'no credentials');
  // When a requirement is replaced, Redocly reports each scheme as a separate property.
  if (property) return `access by ${code(property)} is ${revision?.value === undefined ? 'gone' : 'new'}`;
  return kind === 'added' ? `access by ${name(revision?.value)} is new` : `access by ${name(base?.value)} is gone`;
}

function describeParameter({ kind, property, base, revision }: RawChange, subject: string): string {
  if (property === 'name') return `parameter ${code(base?.value)} is now called ${code(revision?.value)}`;
  if (property === 'required')
    return `parameter ${subject} is ${revision?.value === true ? 'now required' : 'no longer required'}`;
  if (property) return `${property} of parameter ${subject} changed`;
  return `parameter ${subject} is ${kind === 'added' ? 'new' : 'gone'}`;
}

function describeRequired(path: string, field: string, from: string[], to: string[]): string {
  const full = (name: string) => code(field === '' ? name : `${field}.${name}`);
  const added = to.filter((name) => !from.includes(name)).map(full);
  const removed = from.filter((name) => !to.includes(name)).map(full);
  const isRequest = sideOf(path) === 'request';
  const parts = [
    added.length > 0 && `${added.join(', ')} ${isRequest ? 'must be sent now' : 'is always returned now'}`,
    removed.length > 0 && `${removed.join(', ')} ${isRequest ? 'may be omitted now' : 'may be missing now'}`,
  ];
  return parts.filter(Boolean).join('; ') || `required of ${field || 'the body'} changed`;
}

function describeEnum(path: string, subject: string, from: unknown[], to: unknown[]): string {
  const added = to.filter((value) => !from.includes(value)).map(code);
  const removed = from.filter((value) => !to.includes(value)).map(code);
  const takes = sideOf(path) === 'request' ? 'takes' : 'may be';
  const parts = [
    added.length > 0 && `${subject} ${takes} ${added.join(', ')} now`,
    removed.length > 0 && `${subject} ${takes === 'takes' ? 'no longer takes' : 'is no longer'} ${removed.join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function describeType(type: unknown): string {
  return type === undefined ? 'a choice of types' : [type].flat().join(' or ');
}

function verb(kind: RawChange['kind']): string {
  return kind === 'modified' ? 'changed' : kind;
}

function code(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'unset' : JSON.stringify(value);
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``;
}
