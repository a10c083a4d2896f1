import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fieldsOf } from '../wire/fields-of.ts';

/** The version of this package. */
export function version(): string {
  const path = fileURLToPath(import.meta.resolve('paysera-client/package.json'));
  return String(fieldsOf(JSON.parse(readFileSync(path, 'utf8')))['version']);
}
