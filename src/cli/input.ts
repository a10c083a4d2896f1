import { readFile } from 'node:fs/promises';
import { fieldsOf } from '../wire/fields-of.ts';
import { type CommandContext, UsageError } from './command.ts';

/** Reads a file, or standard input for `-`. */
export async function bytesOf(path: string, { stdin }: CommandContext): Promise<Uint8Array> {
  if (path === '-') return stdin();
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${fieldsOf(error)['code']}.`);
  }
}

/** Reads a secret from the environment, or from standard input on request. Never from an argument: `ps` shows those. */
export async function secretOf(
  variable: string,
  fromStdin: boolean,
  option: string,
  { env, stdin }: CommandContext,
): Promise<string> {
  const secret = fromStdin ? new TextDecoder().decode(await stdin()).replace(/\r?\n$/, '') : env[variable];
  if (secret !== undefined && secret.trim() !== '') return secret;
  throw new UsageError(
    fromStdin
      ? `${option}: standard input is empty; expected the secret.`
      : `${variable} is not set. Set it, name a file that contains it (--env-file .env), or pass ${option} and pipe the secret to standard input.`,
  );
}
