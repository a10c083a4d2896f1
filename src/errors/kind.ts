const KIND = Symbol.for('paysera-client.error');

/** Brands an error class, so that its guard works across copies of this package and across realms. */
export function kind(prototype: object, name: string): void {
  Object.defineProperties(prototype, {
    [KIND]: { value: name },
    name: { value: name, configurable: true, writable: true },
  });
}

/** Whether `value` is an error of this class or of a subclass. */
export function isKind(value: unknown, name: string): boolean {
  for (let object: object | null = Object(value); object; object = Object.getPrototypeOf(object)) {
    if (Reflect.get(object, KIND) === name) return true;
  }
  return false;
}
