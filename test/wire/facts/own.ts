import { documentOf } from '../../support/document-of.ts';
import { errorOf } from '../../support/error-of.ts';
import type { Story } from './story.ts';

/** A fact that no table of a page has: how it is exercised, or why it cannot be. */
export type OwnFact = {
  readonly kind: 'of its own';
  readonly at: readonly [page: string, line: number];
  readonly what: string;
} & ({ readonly check: (story: Story) => Promise<void> } | { readonly why: string });

export const own = (page: string, line: number, what: string, check: (story: Story) => Promise<void>): OwnFact => ({
  ...{ kind: 'of its own', at: [page, line], what, check },
});
export const notExercised = (page: string, line: number, what: string, why: string): OwnFact => ({
  ...{ kind: 'of its own', at: [page, line], what, why },
});

/** The address of an API in its document. */
export const serverOf = (api: string): unknown =>
  (Object(documentOf(api)) as { servers: { url: string }[] }).servers[0]?.url;

/** The origin that a client calls when it has no `baseUrl`. */
export async function originsOf(call: (fetch: typeof globalThis.fetch) => Promise<unknown>): Promise<Set<string>> {
  const origins = new Set<string>();
  await errorOf(
    call(async (url) => {
      origins.add(new URL(String(url)).origin);
      return Response.json({}, { status: 400 });
    }),
  );
  return origins;
}
