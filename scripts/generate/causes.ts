import { BuildError, BuildErrors, type OverlayFix } from '../shared/document.ts';

/** Something to know about a document that does not stop a build. */
export interface Warning {
  readonly message: string;
  readonly fix?: OverlayFix | undefined;
}

/** Collects everything that is wrong with a document, so that it is reported in one list instead of one run at a time. */
export class Causes {
  readonly errors: BuildError[] = [];
  readonly warnings: Warning[] = [];

  error(message: string, fix?: OverlayFix): void {
    this.#add(new BuildError(message, { fix }));
  }

  warn(message: string, fix?: OverlayFix): void {
    this.warnings.push({ message, fix });
  }

  /** The result of a step; undefined when it failed, which is then one of the causes. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      this.#add(error);
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
