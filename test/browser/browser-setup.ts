import type { TestProject } from 'vitest/node';
import { serveBrowser } from './browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the tests reach their one browser. */
    browser: string;
  }
}

/** One browser for all files: each opens its own pages in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serveBrowser();
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}
