import type { TestProject } from 'vitest/node';
import { startPrism } from './prism.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origin of the Prism mock that serves both documents. */
    prism: string;
  }
}

/** One Prism for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prism = await startPrism();
  project.provide('prism', prism.url);
  return () => prism.stop();
}
