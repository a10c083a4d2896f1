import { readFile, writeFile } from 'node:fs/promises';
import { type Options, variableOf } from '../../src/cli/help/options.ts';
import { SETTINGS, VARIABLES } from '../../src/cli/sandbox/settings.ts';

/** The page that contains the table. */
export const SETTINGS_PAGE: URL = new URL('../../docs/sandbox-in-any-language.md', import.meta.url);
const BEGIN = '<!-- settings, printed by `npm run docs:table` -->';
const END = '<!-- end -->';

/** Every setting of the sandbox, from the table that the command line itself reads. */
function settingsTable(settings: Options = SETTINGS): string {
  const rows = Object.entries(settings).map(([name, { about, value, variableOnly }]) => {
    const option = variableOnly ? 'none' : `\`--${name}${value === undefined ? '' : ` ${value}`}\``;
    return `| \`${variableOf(VARIABLES, name)}\` | ${option} | ${about.replaceAll('|', '\\|')} |`;
  });
  return ['| variable | option | what it sets |', '|---|---|---|', ...rows].join('\n');
}

/** The page with the table of today. */
export function withSettingsTable(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.slice(rest.indexOf(END));
  if (after === undefined) throw new Error(`${SETTINGS_PAGE.pathname} has no ${BEGIN}`);
  return `${before}${BEGIN}\n\n${settingsTable()}\n\n${after}`;
}

if (import.meta.main) await writeFile(SETTINGS_PAGE, withSettingsTable(await readFile(SETTINGS_PAGE, 'utf8')));
