/** An example of the documentation. */
export interface Example {
  /** For links. It stays while its heading does. */
  readonly id: string;
  /** The heading under which it stands. */
  readonly title: string;
  /** The title of its page. */
  readonly page: string;
  readonly code: string;
  /** What it prints, as the page says. `…` stands for anything within a line. */
  readonly prints?: string;
  /** The fault to begin with, by its name. */
  readonly fault?: string;
}

/** What the site offers to the page. */
export interface Offer {
  readonly examples: readonly Example[];
  /** Gzipped bytes that the playground and the front page load before they can run code, and those of the editor, which come later. */
  readonly size: { readonly page: number; readonly front: number; readonly editor: number };
}
