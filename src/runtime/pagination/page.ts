/** One page of a list. */
export interface Page<T> {
  /** The items of this page. */
  readonly items: T[];
  /** Where the next page begins. Store it to resume later with `{ cursor }`. */
  readonly cursor: string | undefined;
  /** Whether another page follows. */
  readonly has_more: boolean;
}
