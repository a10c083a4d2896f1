import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsIn } from '../../generate/document/located-operations.ts';
import { APIS } from '../../shared/apis.ts';
import type { JsonObject } from '../../shared/document.ts';
import type { RawChange, Side } from './change.ts';

const MAX_FILES = 3;
const root = join(import.meta.dirname, '../../..');

/**
 * What `src` does with fields that a response may leave out now, to be asked before such a document is adopted: calls go on
 * with those in `x-required-fields`, and fail without them; others are named with the files that read them.
 */
export function readersOf(
  document: JsonObject,
  change: RawChange,
  side: Side,
  { operations, fields: all }: { readonly operations: readonly string[]; readonly fields: readonly string[] },
): string | undefined {
  if ((side !== 'response' && side !== 'webhook') || change.property !== 'required') return undefined;
  const now = [change.revision?.value ?? []].flat();
  const fields = all.filter((field) => !now.includes(field.split('.').at(-1) ?? ''));
  const needed = new Set(
    [...operationsIn(document)]
      .filter(([, , , { operationId }]) => operations.includes(String(operationId)))
      .flatMap(([, , , { 'x-required-fields': listed }]) => (Array.isArray(listed) ? listed.map(String) : [])),
  );
  const without = fields.filter((field) => needed.has(field));
  if (without.length > 0) {
    const names = without.map((name) => `\`${name}\``).join(', ');
    return `the client goes on with ${names} (x-required-fields) and fails without; ask the vendor when it is missing`;
  }
  const found = fields.flatMap((field) => {
    const name = field.split('.').at(-1) ?? '';
    const files = filesReading(name);
    return files.length > 0 ? [`\`${name}\` in ${listed(files)}`] : [];
  });
  return found.length > 0 ? `src reads ${found.join(', ')}; ask the vendor when it is missing` : undefined;
}

function listed(files: readonly string[]): string {
  return files.length > MAX_FILES ? `${files.length} files` : files.join(' and ');
}

/** The files of the client that read a member of this name, of whatever object. */
function filesReading(name: string): string[] {
  texts ??= APIS.flatMap((api) =>
    readdirSync(join(root, 'src', api), { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [`src/${api}/${file}`, readFileSync(join(root, 'src', api, file), 'utf8')] as const),
  );
  const isRead = new RegExp(`\\.${name.replaceAll(/[^\w]/g, '\\$&')}\\b`);
  return texts.filter(([, text]) => isRead.test(text)).map(([file]) => file);
}

let texts: (readonly [file: string, text: string])[] | undefined;
