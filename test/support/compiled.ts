/** The environment that has a process load what others have compiled: see scripts/check/tests.ts. */
export const COMPILED: { readonly NODE_COMPILE_CACHE?: string | undefined } = {
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
};
