import { type Command, UsageError, type Values } from '../command.ts';
import { type Option, variableOf } from './options.ts';

/**
 * The values of a command's options: those that were given, and for the others those of their environment variables.
 *
 * @throws {UsageError} when a value is not accepted; the message names the option or the variable, whichever has it.
 */
export function withVariables(
  given: Values,
  { options, variables }: Command,
  env: Readonly<Record<string, string | undefined>>,
): Values {
  const values: Record<string, Values[string]> = { ...given };
  for (const [name, option] of Object.entries(options)) {
    const typed = given[name];
    if (typed !== undefined) checked(`--${name}`, String(typed), option);
    else if (variables !== undefined) values[name] = fromVariable(variableOf(variables, name), option, env);
  }
  return values;
}

function fromVariable(
  variable: string,
  option: Option,
  env: Readonly<Record<string, string | undefined>>,
): string | boolean | undefined {
  const text = env[variable];
  // An empty variable is what `${NAME:-}` leaves in a compose file.
  if (text === undefined || text === '') return undefined;
  if (option.value !== undefined) return checked(variable, text, option);
  if (!['true', 'false'].includes(text)) throw new UsageError(`${variable} ${text}: expected true or false.`);
  return text === 'true';
}

function checked(origin: string, text: string, { expects }: Option): string {
  if (!expects || expects.accepts(text)) return text;
  throw new UsageError(`${origin} ${text}: expected ${expects.what}.`);
}
