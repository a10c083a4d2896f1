import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fieldsOf } from '../wire/fields-of.ts';
import { type Command, EXIT } from './command.ts';

/** The version of this package. */
export function version(): string {
  const path = fileURLToPath(import.meta.resolve('paysera-client/package.json'));
  return String(fieldsOf(JSON.parse(readFileSync(path, 'utf8')))['version']);
}

const USAGE = `Usage: paysera version

Prints the version of this package.`;

export const versionCommand: Command = {
  name: 'version',
  summary: 'Print the version of this package',
  usage: USAGE,
  notes: 'Exit: 0 always.',
  options: {},
  async run(_, __, { out }) {
    out(version());
    return EXIT.ok;
  },
};
