import type { ParseArgsOptionsConfig } from 'node:util';

/** What a command may use of its surroundings. Passed in, so that a test can stand in for all of it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Colours `text` when standard output is a terminal that wants it. */
  readonly colour: (name: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The values of a command's options. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `paysera <command> --help` prints. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** Gives the exit code. */
  run(values: Values, positionals: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** Exit codes, the same for every command. */
export const EXIT = {
  /** All is well. */
  ok: 0,
  /** The command worked, and found something wrong. */
  found: 1,
  /** The command could not do its work: a wrong argument, a missing file, no credentials. */
  usage: 2,
} as const;

/** A mistake of the person who typed the command: one line, exit 2. */
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
