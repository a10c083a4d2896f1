import type { ParseArgsOptionsConfig } from 'node:util';

/** An option of a command: what parses it, checks it, and describes it in the help, in a shell's completion and in the docs. */
export interface Option {
  /** What it does, in a few words. */
  readonly about: string;
  /** The placeholder for its value in the help, such as `FILE`. Without one, the option is a switch. */
  readonly value?: string;
  /** Which values are accepted. */
  readonly expects?: Expectation;
  /** Whether it can be given several times. */
  readonly multiple?: boolean;
  /** The value of an option that may be given without one. */
  readonly implied?: string;
  /** For what may only be set by its variable: arguments are no place for secrets. */
  readonly variableOnly?: boolean;
}

export type Options = Readonly<Record<string, Option>>;

/** Which values an option accepts. */
export interface Expectation {
  /** In words: `a whole number from 0 to 65535`. */
  readonly what: string;
  accepts(text: string): boolean;
}

export const AN_ADDRESS: Expectation = {
  what: 'a URL such as http://localhost:3000/hooks',
  accepts: (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
};

export const A_TIME: Expectation = {
  what: 'a time such as 2026-01-31T12:00:00Z',
  accepts: (text) => !Number.isNaN(Date.parse(text)),
};

export function wholeNumber(max: number = Number.MAX_SAFE_INTEGER): Expectation {
  return { what: `a whole number from 0 to ${max}`, accepts: (text) => /^\d+$/.test(text) && Number(text) <= max };
}

export function oneOf(...words: readonly string[]): Expectation {
  return { what: words.join(' or '), accepts: (text) => words.includes(text) };
}

/** The options as Node parses them. */
export function parsedOptions(options: Options): ParseArgsOptionsConfig {
  const given = Object.entries(options).filter(([, { variableOnly }]) => !variableOnly);
  return {
    ...Object.fromEntries(
      given.map(([name, { value, multiple }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(multiple && { multiple }) } as const,
      ]),
    ),
    help: { type: 'boolean', short: 'h' },
  };
}

/** The name of the environment variable that sets an option. */
export function variableOf(prefix: string, name: string): string {
  return prefix + name.toUpperCase().replaceAll('-', '_');
}
