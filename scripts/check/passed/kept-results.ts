import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestModule } from 'vitest/node';
import config from '../../../vitest.config.ts';
import type { TestResult, VitestReport } from '../test-counts.ts';
import { Passed, type TestFile } from './passed.ts';

/** Tasks whose tests depend on code that they import or start, and on little else. The others read whole folders, or packages. */
const TASKS = ['unit', 'wire', 'faults', 'soak', 'state', 'sandbox', 'cli', 'browser', 'package'];

/** On what every test depends: the packages, the settings, and what runs them. */
const SHARED = ['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts', 'scripts/check/tests.ts'];

export interface KeptResults {
  /** The test files that have to run. */
  readonly due: readonly string[];
  /** Adds the results of the other files to vitest's report, and keeps those of the files that passed. */
  report(path: string, ran: readonly TestModule[]): Promise<void>;
}

/**
 * What is kept of earlier runs of a task; undefined where nothing is: in CI, and for tasks that read much. With `--force`,
 * every file is due.
 */
export async function keptResults(task: string): Promise<KeptResults | undefined> {
  if (process.env['CI'] || !TASKS.includes(task)) return undefined;
  const files = testFilesOf(task);
  const turbo = JSON.parse(await readFile('turbo.json', 'utf8')) as { tasks: Record<string, { env?: string[] }> };
  const env = (turbo.tasks[`test:${task}`]?.env ?? []).map((name) => process.env[name]);
  const more = [process.version, process.platform, process.arch, env];
  const passed = new Passed(join('node_modules/.cache/tests', `${task}.json`), { files: SHARED, more });
  const cached = new Map<string, readonly TestResult[]>();
  for (const file of files) {
    const results = passed.resultsOf(file);
    if (results && process.env['TEST_CACHE'] !== 'off') cached.set(file.path, results);
  }
  const due = files.filter(({ path }) => !cached.has(path));
  return {
    due: due.map(({ path }) => path),
    async report(path, ran) {
      const undeclared = undeclaredBy(due, ran, passed);
      for (const line of undeclared) console.error(line);
      const report = ran.length > 0 ? (JSON.parse(await readFile(path, 'utf8')) as VitestReport) : { testResults: [] };
      for (const file of due) {
        const name = join(process.cwd(), file.path);
        const results = report.testResults.filter((result) => result.name === name);
        // A file of the same process may have used what another has read: nothing of this run can be trusted.
        passed.add(file, undeclared.length > 0 ? [] : results);
      }
      passed.save();
      console.log(`${cached.size} of ${files.length} test files passed before, with all that they depend on`);
      const testResults = [...report.testResults, ...[...cached.values()].flat()];
      await writeFile(
        path,
        JSON.stringify({ ...report, testResults, cached: [...cached.keys()] } satisfies VitestReport),
      );
    },
  };
}

/** The test files of a task, with the setup of each project that runs them. */
function testFilesOf(task: string): readonly TestFile[] {
  const setups = new Map<string, string[]>();
  for (const project of config.test?.projects ?? []) {
    if (typeof project !== 'object' || !('test' in project)) continue;
    const { name, include = [], exclude = [], setupFiles = [], globalSetup = [] } = project.test ?? {};
    if (name !== task && !String(name).startsWith(`${task} `)) continue;
    for (const found of globSync(include, { exclude })) {
      const path = found.replaceAll('\\', '/');
      setups.set(path, [...(setups.get(path) ?? []), ...[setupFiles, globalSetup].flat()]);
    }
  }
  return [...setups].map(([path, setup]) => ({ path, setup }));
}

function undeclaredBy(files: readonly TestFile[], ran: readonly TestModule[], passed: Passed): readonly string[] {
  return ran.flatMap((module) => {
    const file = files.find(({ path }) => path === module.relativeModuleId);
    return file
      ? passed
          .undeclared(file, module.meta().reads ?? [])
          .map(
            (path) =>
              `${file.path} reads ${path}, which is not among its inputs, so that nothing of this run is kept: name it in scripts/check/passed/reads.ts`,
          )
      : [];
  });
}
