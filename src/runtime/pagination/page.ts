/** One page of a list. */
export interface Page<T> {
  /** The items of this page. */
  readonly items: T[];
  /** Where the next page begins. Keep it, and a later list goes on from here with `{ cursor }`. */
  readonly cursor: string | undefined;
  /** Whether another page follows. */
  readonly has_more: boolean;
}
