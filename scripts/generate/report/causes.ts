import { BuildError, BuildErrors, type OverlayFix, type Remedy } from '../../shared/document.ts';

/** Something to know about a document that does not stop a build. */
export interface Warning extends Remedy {
  /** Warnings of one kind are reported together. */
  readonly kind: string;
  readonly message: string;
}

/** Collects everything that is wrong with a document, so that it is reported in one list instead of one run at a time. */
export class Causes {
  readonly errors: BuildError[] = [];
  readonly warnings: Warning[] = [];

  error(message: string, remedy: Remedy = {}): void {
    this.add(new BuildError(message, remedy));
  }

  warn(kind: string, message: string, fix?: OverlayFix): void {
    this.warnings.push({ kind, message, fix });
  }

  /** The result of a step; undefined when it failed, which is then one of the causes. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      for (const one of errorsIn(error)) this.add(one);
      return undefined;
    }
  }

  /** An error in a part that several operations share is reported once. */
  add(error: BuildError): void {
    if (!this.has(error)) this.errors.push(error);
  }

  has({ message }: BuildError): boolean {
    return this.errors.some((error) => error.message === message);
  }

  toError(): BuildError {
    const [first, ...others] = this.errors;
    return first && others.length === 0 ? first : new BuildErrors(this.errors);
  }

  /** @throws {BuildError} when there is any. */
  check(): void {
    if (this.errors.length > 0) throw this.toError();
  }
}

// Most documents take two.
const MOST_STEPS = 10;

/**
 * Reads a document. When anything is wrong, reads it again as if the edits for that were made in the overlay, so that what
 * follows from them is reported too: once all of them are made, nothing is left but what no edit can fix.
 *
 * @throws {BuildError} with everything that is wrong with the document.
 */
export async function inSteps<T>(read: (drafts: readonly OverlayFix[]) => Promise<T>): Promise<T> {
  const found = new Causes();
  const drafts = () => found.errors.flatMap(({ fix }) => fix ?? []);
  for (let step = 0; step < MOST_STEPS; step++) {
    const known = drafts();
    try {
      const made = await read(known);
      if (step === 0) return made;
    } catch (error) {
      for (const one of errorsIn(error)) if (!found.has(one)) found.add(step === 0 ? one : consequence(one, step));
    }
    if (drafts().length === known.length) break;
  }
  throw found.toError();
}

function consequence({ message, fix, advice }: BuildError, step: number): BuildError {
  return new BuildError(`${message} (once the edits above are made)`, { advice, fix: fix && { ...fix, step } });
}

/** What is wrong with a document, one by one. @throws anything that is no such error. */
function errorsIn(error: unknown): readonly BuildError[] {
  if (!(error instanceof BuildError)) throw error;
  return error instanceof BuildErrors ? error.errors : [error];
}
