import { readFile } from 'node:fs/promises';
import { type Surroundings, UsageError } from './command.ts';

/** The bytes of a file, or of standard input for `-`. */
export async function bytesOf(path: string, { stdin }: Surroundings): Promise<Uint8Array> {
  if (path === '-') return stdin();
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/** A secret from the environment, or from standard input when asked to. Never from an argument: those show in `ps`. */
export async function secretOf(
  variable: string,
  fromStdin: boolean,
  option: string,
  { env, stdin }: Surroundings,
): Promise<string> {
  const given = fromStdin ? new TextDecoder().decode(await stdin()).replace(/\r?\n$/, '') : env[variable];
  if (given !== undefined && given.trim() !== '') return given;
  throw new UsageError(
    fromStdin
      ? `${option}: standard input is empty; expected the secret there.`
      : `${variable} is not set; set it, name a file that has it (--env-file .env), or give ${option} and pipe the secret to standard input.`,
  );
}
