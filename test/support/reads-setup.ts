import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

// Notes which files of the repository a test file reads, for scripts/check/tests.ts: what is read without being among the
// inputs of the test file would be missing where results are kept.
declare module 'vitest' {
  interface TaskMeta {
    /** Paths from the root of the repository. */
    reads?: readonly string[];
  }
}

const root = process.cwd();
const NOT_OURS = /^(\.\.|node_modules|reports|\.turbo|\.git)([/\\]|$)/;
const watched = fs as typeof fs & { reads?: Set<string> };

/** Has each of these functions note its first argument, when that is a path. */
function watch(functions: object, names: readonly string[], noted: (path: string) => void): void {
  for (const name of names) {
    const original: (...args: unknown[]) => unknown = Reflect.get(functions, name);
    Reflect.set(functions, name, (...args: unknown[]) => {
      const [path] = args;
      if (typeof path === 'string') noted(path);
      else if (path instanceof URL) noted(fileURLToPath(path));
      return original.apply(functions, args);
    });
  }
}

// One set for all the test files that run in this process.
if (!watched.reads) {
  const reads = new Set<string>();
  watched.reads = reads;
  const note = (path: string) => {
    const inside = relative(root, resolve(path)).replaceAll('\\', '/');
    if (inside === '' || NOT_OURS.test(inside) || reads.has(inside)) return;
    // What Node loads is imported.
    if (!new Error().stack?.includes('node:internal/modules/')) reads.add(inside);
  };
  watch(fs, ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream', 'readdirSync', 'readdir'], note);
  watch(fs.promises, ['readFile', 'open', 'readdir'], note);
  syncBuiltinESMExports();
}

// biome-ignore lint/correctness/noEmptyPattern: vitest takes no other first argument.
afterAll(({}, { file }) => {
  file.meta.reads = [...(watched.reads ?? [])];
  watched.reads?.clear();
});
