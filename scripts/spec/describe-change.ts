import type { RawChange } from './change.ts';
import { type ChangeLocation, sideOf } from './change-location.ts';

/** A change in words: what a maintainer reads first. */
export function describeChange(change: RawChange, { field, endpoint }: ChangeLocation): string {
  const { typeName, kind, property, verdicts } = change;
  const it = field === '' ? 'the body' : code(field);
  const [from, to] = [change.base?.value, change.revision?.value];
  if (typeName === 'PathItem' && property === 'key') return `path ${code(from)} is now ${code(to)}`;
  if (typeName === 'PathItem' || typeName === 'Operation') {
    if (property) return `${property} of ${code(endpoint)} changed`;
    return `${code(endpoint)} is ${kind === 'added' ? 'new' : 'gone'}`;
  }
  if (typeName === 'Parameter') return parameterWords(change, it);
  if (typeName === 'Response') {
    if (property === 'key') return `answer ${code(from)} is now ${code(to)}`;
    if (!property) return `answer ${code(change.path.split('/').at(-1))} is ${kind === 'added' ? 'new' : 'gone'}`;
  }
  if (typeName === 'SecurityRequirement') return accessWords(change);
  if (typeName === 'Server') return `server ${code(urlOf(from))} is now ${code(urlOf(to))}`;
  if (typeName === 'Example' || property === 'example' || property === 'examples')
    return `example of ${it} ${verb(kind)}`;
  if (property === 'description' || property === 'summary' || property === 'title')
    return `${property} of ${it} changed`;
  if (property === 'required' && Array.isArray(from ?? []) && Array.isArray(to ?? [])) {
    return requiredWords(change.path, field, (from ?? []) as string[], (to ?? []) as string[]);
  }
  if (property === 'enum') return enumWords(change.path, it, (from ?? []) as unknown[], (to ?? []) as unknown[]);
  if (property === 'type') return `${it} is now ${typeWords(to)} (was ${typeWords(from)})`;
  if (typeName === 'Schema' && kind !== 'modified' && field !== '') {
    // A choice of `anyOf` stands below its field, and is not the field.
    if (/\/(anyOf|oneOf|allOf)\/\d+$/.test(change.path))
      return `${it} has ${kind === 'added' ? 'one choice more' : 'one choice less'}`;
    return kind === 'added' ? `${it} is new` : `${it} is gone`;
  }
  if (property) return `${property} of ${it} is now ${code(to)} (was ${code(from)})`;
  return verdicts[0]?.message ?? `${typeName} of ${it} ${verb(kind)}`;
}

function accessWords({ kind, property, base, revision, verdicts }: RawChange): string {
  if (kind === 'modified' && verdicts[0]) return verdicts[0].message;
  const name = (value: unknown) => code(Object.keys((value ?? {}) as object).join(' + ') || 'no credentials');
  // Of a requirement that was exchanged, Redocly reports each scheme as a property of its own.
  if (property) return `access by ${code(property)} is ${revision?.value === undefined ? 'gone' : 'new'}`;
  return kind === 'added' ? `access by ${name(revision?.value)} is new` : `access by ${name(base?.value)} is gone`;
}

function parameterWords({ kind, property, base, revision }: RawChange, it: string): string {
  if (property === 'name') return `parameter ${code(base?.value)} is now called ${code(revision?.value)}`;
  if (property === 'required')
    return `parameter ${it} is ${revision?.value === true ? 'now required' : 'no longer required'}`;
  if (property) return `${property} of parameter ${it} changed`;
  return `parameter ${it} is ${kind === 'added' ? 'new' : 'gone'}`;
}

function requiredWords(path: string, field: string, from: string[], to: string[]): string {
  const full = (name: string) => code(field === '' ? name : `${field}.${name}`);
  const added = to.filter((name) => !from.includes(name)).map(full);
  const removed = from.filter((name) => !to.includes(name)).map(full);
  const sends = sideOf(path) === 'request';
  const parts = [
    added.length > 0 && `${added.join(', ')} ${sends ? 'must be sent now' : 'always comes now'}`,
    removed.length > 0 && `${removed.join(', ')} ${sends ? 'may be left out now' : 'may be missing now'}`,
  ];
  return parts.filter(Boolean).join('; ') || `required of ${field || 'the body'} changed`;
}

function enumWords(path: string, it: string, from: unknown[], to: unknown[]): string {
  const added = to.filter((value) => !from.includes(value)).map(code);
  const removed = from.filter((value) => !to.includes(value)).map(code);
  const takes = sideOf(path) === 'request' ? 'takes' : 'may be';
  const parts = [
    added.length > 0 && `${it} ${takes} ${added.join(', ')} now`,
    removed.length > 0 && `${it} ${takes === 'takes' ? 'no longer takes' : 'is no longer'} ${removed.join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function typeWords(type: unknown): string {
  return type === undefined ? 'a choice of types' : [type].flat().join(' or ');
}

function urlOf(server: unknown): unknown {
  return typeof server === 'object' && server !== null && 'url' in server ? server.url : server;
}

function verb(kind: RawChange['kind']): string {
  return kind === 'modified' ? 'changed' : kind;
}

function code(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'unset' : JSON.stringify(value);
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``;
}
