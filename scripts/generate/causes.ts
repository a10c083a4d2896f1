import { BuildError, BuildErrors, type OverlayFix, type Remedy } from '../shared/document.ts';

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
    this.#add(new BuildError(message, remedy));
  }

  warn(kind: string, message: string, fix?: OverlayFix): void {
    this.warnings.push({ kind, message, fix });
  }

  /** The result of a step; undefined when it failed, which is then one of the causes. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      for (const one of error instanceof BuildErrors ? error.errors : [error]) this.#add(one);
      return undefined;
    }
  }

  /** An error in a part that several operations share is reported once. */
  #add(error: BuildError): void {
    if (!this.errors.some(({ message }) => message === error.message)) this.errors.push(error);
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
