const KIND = Symbol.for('paysera-client.error');

/** Brands an error class, so that its guard works across copies of this package and across realms. */
export function kind(prototype: object, name: string): void {
  Object.defineProperty(prototype, KIND, { value: name });
  Object.defineProperty(prototype, 'name', { value: name, configurable: true, writable: true });
}

/** Whether `value` is an error of this class or of a subclass. */
export function isKind(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (let object: object | null = value; object; object = Object.getPrototypeOf(object)) {
    if (Object.getOwnPropertyDescriptor(object, KIND)?.value === name) return true;
  }
  return false;
}
