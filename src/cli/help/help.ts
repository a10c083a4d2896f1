import type { Command } from '../command.ts';
import { variableOf } from './options.ts';

/** What `paysera <command> --help` prints. */
export function helpOf({ usage, options, notes, variables }: Command): string {
  const all = Object.entries(options);
  const flags = all
    .filter(([, { variableOnly }]) => !variableOnly)
    .map(([name, { value, implied, about }]) => {
      const shown = value !== undefined && implied !== undefined ? `[${value}]` : value;
      return [shown === undefined ? `--${name}` : `--${name} ${shown}`, about] as const;
    });
  const secrets = all
    .filter(([, { variableOnly }]) => variableOnly)
    .map(([name, { about }]) => [variableOf(variables ?? '', name), about] as const);
  const parts = [usage, table(flags), ...(variables ? [variablesNote(variables, flags), table(secrets)] : []), notes];
  return parts.filter((part) => part !== '').join('\n\n');
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n');
}

function variablesNote(prefix: string, flags: readonly (readonly [string, string])[]): string {
  const [name = ''] = flags[0]?.[0].replace(/^--/, '').split(' ') ?? [];
  return `Every option is an environment variable as well, for example ${variableOf(prefix, name)}; a switch is set by true. The option
takes precedence. Credentials are variables only; those that are not set are made up:`;
}
