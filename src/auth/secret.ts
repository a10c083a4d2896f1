const PRINTED = '[secret]';

/** A value that never prints itself: not in a log, a template string, JSON, an error or an inspector. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Called where it goes on the wire, and nowhere else. */
  reveal(): string {
    return this.#value;
  }
  /** `[secret]`. */
  toString(): string {
    return PRINTED;
  }
  /** `[secret]`. */
  toJSON(): string {
    return PRINTED;
  }
  /** `[secret]`. */
  [Symbol.toPrimitive](): string {
    return PRINTED;
  }
  static {
    // Not a method: a computed name cannot stand in a declaration that is written without the type checker.
    Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => PRINTED });
  }
}
