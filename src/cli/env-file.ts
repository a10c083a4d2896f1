import { parseEnv } from 'node:util';
import { type Surroundings, text, type Values } from './command.ts';
import { bytesOf } from './input.ts';

/** The option of every command that takes credentials. */
export const ENV_FILE = { 'env-file': { type: 'string' } } as const;

/** The surroundings with the variables of the file that was named, if any. What is set already wins, as with Node's own. */
export async function withEnvFile(values: Values, surroundings: Surroundings): Promise<Surroundings> {
  const path = text(values, 'env-file');
  if (path === undefined) return surroundings;
  const file = parseEnv(new TextDecoder().decode(await bytesOf(path, surroundings)));
  return { ...surroundings, env: { ...file, ...surroundings.env } };
}
