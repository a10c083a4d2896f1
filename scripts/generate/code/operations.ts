import type { OperationEntry } from '../operations/read-operations.ts';

/** The table of operations: what the runtime knows about each. */
export function emitOperations(entries: readonly OperationEntry[], server: string): string {
  const rows = entries.map((entry) => {
    const row = {
      id: entry.id,
      method: entry.method,
      path: entry.path,
      auth: entry.auth,
      retry: entry.retry,
      ...(entry.key && { key: entry.key }),
      ...(entry.pagination && { pagination: entry.pagination }),
      ...(entry.unlisted && { unlisted: true }),
      ...(entry.undocumented && { undocumented: true }),
      ...(entry.form && { form: true }),
      ...(entry.query.length > 0 && { query: entry.query }),
      ...(entry.amounts.length > 0 && { amounts: entry.amounts }),
      ...(entry.requiredFields.length > 0 && { requiredFields: entry.requiredFields }),
      ...(Object.keys(entry.alias).length > 0 && { alias: entry.alias }),
    };
    return `  ${entry.id}: ${JSON.stringify(row)},`;
  });
  return [
    '/** The host the document names. */',
    `export const server = ${JSON.stringify(server)} as const;`,
    '',
    'export const operations = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}

/** The validator of each operation's successful response, by the operation's id. */
export function emitValidators(entries: readonly OperationEntry[], schemas: string): string {
  const exported = new Set([...schemas.matchAll(/^export const (\w+)/gm)].map(([, name]) => name));
  const rows = entries
    .map(({ id }) => [id, `response${id[0]?.toUpperCase()}${id.slice(1)}`] as const)
    .filter(([, name]) => exported.has(name));
  return [
    `import type { GenericSchema } from 'valibot';`,
    `import * as schemas from './schemas.ts';`,
    '',
    '/** The shape of each successful answer. */',
    'export const validators: Readonly<Record<string, GenericSchema | undefined>> = {',
    ...rows.map(([id, name]) => `  ${id}: schemas.${name},`),
    '};',
    '',
  ].join('\n');
}
