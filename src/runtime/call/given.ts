/** Is the object that it is given: a class that extends it puts its private fields on that. */
export class Given {
  constructor(given: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a class gives its private fields to another object.
    return given;
  }
}
