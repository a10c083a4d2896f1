import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./not-loaded-child.ts', import.meta.url));

interface Ended {
  readonly path: string;
  readonly name: string;
  readonly mayHaveMoved: boolean;
  readonly error: string;
  readonly next?: string;
  readonly said?: string;
}

let ended: readonly Ended[];
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD]);
  ended = stdout
    .trim()
    .split('\n')
    .map((line): Ended => JSON.parse(line));
});

test('where a part of the package cannot be loaded, each call ends in an error of the package', () => {
  expect(ended.filter(({ error }) => !/^\w+Error$/.test(error))).toEqual([]);
  expect(ended.length).toBeGreaterThan(25);
});

test('what may have moved money is never told as what did not happen, nor as what may be sent again without its key', () => {
  const moved = ended.filter(({ mayHaveMoved }) => mayHaveMoved);
  expect(moved.filter(({ next, said }) => next === 'fix' || said === 'not-charged')).toEqual([]);
  expect(moved.filter(({ next }) => next === 'retry').map(({ name }) => name)).toEqual(['lostRefund', 'lostRefund']);
  expect(moved.filter(({ error }) => error === 'ConfigurationError')).toEqual([]);
  expect(moved.length).toBeGreaterThan(10);
});

test('what did not happen says so, and what to do', () => {
  const unsent = ended.filter(({ error }) => error === 'ConfigurationError');
  expect(unsent.length).toBeGreaterThan(10);
  for (const { said, next } of unsent) {
    expect(said).toMatch(/^A part of this package could not be loaded: check that all of its files are deployed/);
    expect(next).toBe('fix');
  }
});

const NOT_TRIED = [
  // For an input that is refused anyway.
  'src/checkout/half-a-filter.ts',
  // What `resolve()` cannot find out stays unknown.
  'src/checkout/lookup/lookups.ts',
  'src/recurring-billing/lookups.ts',
  // Before anything is sent.
  'src/runtime/state/on-demand.ts',
  'src/runtime/transport/gate/no-slot-error.ts',
  // For a document with other names.
  'src/runtime/call/names-of-document.ts',
  // For more to read, in a log.
  'src/runtime/log.ts',
  'src/runtime/validation/drift.ts',
];

test('every part that the clients load on demand is tried', () => {
  const files = globSync('src/{checkout,recurring-billing,runtime}/**/*.ts').map((file) => file.replaceAll('\\', '/'));
  const parts = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import\('(\.[^']+)'\)/g)]
      .map(([, path = '']) => posix.join(posix.dirname(file), path))
      .filter((path) => path.startsWith('src/')),
  );
  const tried = new Set(ended.map(({ path }) => path));
  expect(new Set([...tried, ...NOT_TRIED])).toEqual(new Set(parts));
});
