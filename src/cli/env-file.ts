import { parseEnv } from 'node:util';
import { type CommandContext, text, type Values } from './command.ts';
import { bytesOf } from './input.ts';

/** An option of every command that needs credentials. */
export const ENV_FILE = {
  'env-file': { value: 'FILE', about: 'also read variables from this file; the environment takes precedence' },
} as const;

/** Adds the variables of the file named by `--env-file`, if any. As in Node itself, the environment takes precedence. */
export async function withEnvFile(values: Values, context: CommandContext): Promise<CommandContext> {
  const path = text(values, 'env-file');
  if (path === undefined) return context;
  const file = parseEnv(new TextDecoder().decode(await bytesOf(path, context)));
  return { ...context, env: { ...file, ...context.env } };
}
