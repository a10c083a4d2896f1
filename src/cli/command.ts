import type { Options } from './help/options.ts';

/** What a command uses of the process it runs in. It is passed in, so that a test can replace all of it. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Colors `text` if standard output is a terminal that supports it. */
  readonly colour: (name: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The values of a command's options. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Command {
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  /** What `--help` prints before the options: the usage, and what the command does. */
  readonly usage: string;
  readonly options: Options;
  /** What `--help` prints after them: examples and exit codes. */
  readonly notes: string;
  /** The beginning of the environment variables that stand for the options, if any do. */
  readonly variables?: string;
  /** What the first argument can be, for completion in a shell. */
  readonly positionals?: readonly string[];
  /** Returns the exit code. */
  run(values: Values, positionals: readonly string[], context: CommandContext): Promise<number>;
}

/** Exit codes, the same for every command. */
export const EXIT = {
  /** The command found no problems. */
  ok: 0,
  /** The command ran and found problems. */
  found: 1,
  /** The command could not run: an invalid argument, a missing file, no credentials. */
  usage: 2,
} as const;

/** An error in how the command was called. Prints one line and exits with 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function texts(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}
