import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// TypeScript 7 gives each of its threads the types of the libraries and of `src` to check again, and Go collects what a
// process of seconds need not give back: together half of the CPU of a type check.
const SINGLE_THREADED = 'singleThreaded';

/** The environment for it. Near the limit, memory is collected after all. */
export const UNCOLLECTED = { GOGC: 'off', GOMEMLIMIT: '2GiB' } as const;

const COMPILER = join(import.meta.dirname, '../../node_modules/typescript-7/bin/tsc');

/** Runs TypeScript 7 with these arguments in a folder; gives what it prints, nothing when all is well. */
export function typeScript7(args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, ...UNCOLLECTED };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMPILER, ...args, `--${SINGLE_THREADED}`],
      { cwd, env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => resolve(error === null ? '' : stdout + stderr || `the compiler failed: ${error}`),
    );
  });
}

/** Has a copy of the repository be type-checked in one thread: all of it, or what is in these folders. */
export async function typeCheckInOneThread(copy: string, include?: readonly string[]): Promise<void> {
  const file = join(copy, 'tsconfig.json');
  const { compilerOptions, ...project } = JSON.parse(await readFile(file, 'utf8'));
  const options = { ...compilerOptions, [SINGLE_THREADED]: true };
  await writeFile(file, JSON.stringify({ ...project, ...(include && { include }), compilerOptions: options }));
}
