import { transform } from 'sucrase';

/** Code that cannot be read. */
export class CodeError extends Error {
  /** Counted from 1. */
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.line = line;
  }
}

/**
 * Takes the types out of code, and turns its imports into calls of `require`. Each line keeps its number.
 *
 * @throws {CodeError} when the code is not TypeScript.
 */
export function stripTypes(code: string): string {
  try {
    return transform(code, { transforms: ['typescript', 'imports'], disableESTransforms: true }).code;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [, message = said, line] = /^(?:Error transforming [^:]*: )?(.*?)(?: \((\d+):\d+\))?$/s.exec(said) ?? [];
    throw new CodeError(`SyntaxError: ${message}`, line === undefined ? undefined : Number(line));
  }
}
