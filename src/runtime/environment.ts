import { Secret } from '../auth/secret.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';

/** An option, or else the environment variable, as a secret. */
export function required(input: string | Secret | undefined, option: string, variable: string): Secret {
  const value = input ?? fromEnvironment(variable);
  if (value instanceof Secret) return value;
  if (typeof value === 'string' && value.trim() !== '') return new Secret(value);
  throw new ConfigurationError(
    `${option} is ${input === undefined ? 'missing' : 'empty'}; give it as an option or set ${variable}. Nothing was sent.`,
  );
}

export function fromEnvironment(variable: string): string | undefined {
  return globalThis.process?.env?.[variable];
}
