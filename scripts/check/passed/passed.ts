import { globSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestResult } from '../test-counts.ts';
import { hashOf, Modules, strip } from './modules.ts';
import { covers, readsOf } from './reads.ts';

/** A test file, with what vitest loads before it. */
export interface TestFile {
  readonly path: string;
  readonly setup: readonly string[];
}

interface Kept {
  /** The code of each module, by the hash of its source. */
  readonly stripped: Readonly<Record<string, string>>;
  /** The results of each test file that passed, and the hash of all that they depend on. */
  readonly passed: Readonly<Record<string, { readonly key: string; readonly results: readonly TestResult[] }>>;
}

/**
 * The test files of a task that passed before: with the same code, for what runs, and the same contents, for what is read. They
 * need not run again.
 *
 * @example
 * const passed = new Passed('node_modules/.cache/tests/unit.json', { shared: ['package-lock.json'], env: {} });
 * const results = passed.resultsOf({ path: 'test/unit/a.test.ts', setup: [] }); // undefined: it has to run
 */
export class Passed {
  readonly #path: string;
  readonly #root: string;
  readonly #shared: string;
  readonly #kept: Kept;
  readonly #modules: Modules;
  readonly #keys = new Map<string, string>();
  readonly #stripped: Record<string, string> = {};
  readonly #passed: Record<string, Kept['passed'][string]> = {};

  /** @param depends What all the test files depend on: files, and whatever else can be written as JSON. */
  constructor(path: string, depends: { readonly files: readonly string[]; readonly more: unknown }, root = '.') {
    this.#path = path;
    this.#root = root;
    this.#kept = read(path);
    this.#modules = new Modules(root, (source) => this.#code(source));
    this.#shared = JSON.stringify([depends.more, [...this.#modules.reachedFrom(depends.files)].sort()]);
  }

  /**
   * The results of the test file when it passed last; undefined when something that it depends on is another now. What counts
   * is what it is at the first call: a file that is edited while the tests run does not pass for what was tested.
   */
  resultsOf(file: TestFile): readonly TestResult[] | undefined {
    const kept = this.#kept.passed[file.path];
    if (kept?.key !== this.#keyOf(file)) return undefined;
    this.#passed[file.path] = kept;
    return kept.results;
  }

  /** Files that the test file has read although nothing says so: no module names or imports them, and no list either. */
  undeclared(file: TestFile, read: readonly string[]): readonly string[] {
    const reached = this.#reached(file);
    const patterns = readsOf(reached.keys());
    return read.filter((path) => !reached.has(path) && !patterns.some((pattern) => covers(pattern, path)));
  }

  /** Keeps the results of a file that has run; nothing of it when one of its tests did not pass. */
  add(file: TestFile, results: readonly TestResult[]): void {
    const passed = results.every(
      ({ status, assertionResults }) =>
        status === 'passed' && assertionResults.every((assertion) => assertion.status === 'passed'),
    );
    if (passed && results.length > 0) this.#passed[file.path] = { key: this.#keyOf(file), results };
    else delete this.#passed[file.path];
  }

  /** Writes what was kept and added to the file. */
  save(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const written = `${this.#path}.${process.pid}`;
    writeFileSync(written, JSON.stringify({ stripped: this.#stripped, passed: this.#passed } satisfies Kept));
    renameSync(written, this.#path);
  }

  #keyOf(file: TestFile): string {
    const known = this.#keys.get(file.path);
    if (known !== undefined) return known;
    const reached = this.#reached(file);
    const read = readsOf(reached.keys())
      .flatMap((pattern) => globSync(pattern, { cwd: this.#root }))
      .filter((path) => statSync(join(this.#root, path)).isFile())
      .map((path) => [path, hashOf(readFileSync(join(this.#root, path)))]);
    const key = hashOf(JSON.stringify([this.#shared, file.setup, [...reached].sort(), read.sort()]));
    this.#keys.set(file.path, key);
    return key;
  }

  #reached({ path, setup }: TestFile): ReadonlyMap<string, string> {
    return this.#modules.reachedFrom([path, ...setup]);
  }

  #code(source: string): string {
    const key = hashOf(source);
    const code = this.#kept.stripped[key] ?? strip(source);
    this.#stripped[key] = code;
    return code;
  }
}

function read(path: string): Kept {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch {
    // The first run.
    return { stripped: {}, passed: {} };
  }
}
