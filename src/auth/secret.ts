const PRINTED = '[secret]';

/** A value that never prints itself: not in a log, a template string, JSON, an error or an inspector. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the value itself. Only called where it is sent. */
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
    // Not a method: isolated declarations cannot contain a computed name.
    Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => PRINTED });
  }
}
