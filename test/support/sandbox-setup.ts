import type { TestProject } from 'vitest/node';
import { startSandbox } from '../../src/sandbox/index.ts';
import { CREDENTIALS } from './clients.ts';

/** A sandbox where the contract tests look for Prism. It answers with the documents' examples when `Prefer` asks for one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbox = await startSandbox({ rateLimit: false, credentials: CREDENTIALS });
  project.provide('prism', sandbox.url);
  return () => sandbox.stop();
}
