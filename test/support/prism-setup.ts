import type { TestProject } from 'vitest/node';
import { startPrism } from './prism.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origin of the Prism mock that serves both documents. */
    prism: string;
  }
}

declare global {
  /** The Prism of this run, and how many projects use it: each of them loads this file anew. */
  var sharedPrism: { readonly started: ReturnType<typeof startPrism>; users: number } | undefined;
}

/** One Prism for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.sharedPrism ??= { started: startPrism(), users: 0 };
  const shared = globalThis.sharedPrism;
  shared.users++;
  const prism = await shared.started;
  project.provide('prism', prism.url);
  return async () => {
    if (--shared.users === 0) await prism.stop();
  };
}
