import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, glob, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';
import { folder } from '../tooling/documents.ts';
import { repositoryCopy } from '../tooling/repository-copy.ts';

interface Task {
  readonly task: string;
  readonly hash: string;
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
}

/** The tasks of turbo.json as turbo would run them in this folder, by name. */
async function planned(cwd = '.'): Promise<Map<string, Task>> {
  const turbo = join(process.cwd(), 'node_modules', 'turbo', 'bin', 'turbo');
  const { tasks } = JSON.parse(await readFile('turbo.json', 'utf8')) as { tasks: object };
  const { stdout } = await promisify(execFile)(process.execPath, [turbo, 'run', ...Object.keys(tasks), '--dry=json'], {
    cwd,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    maxBuffer: 2 ** 26,
  });
  const plan = JSON.parse(stdout) as { tasks: Task[] };
  return new Map(plan.tasks.map((task) => [task.task, task]));
}

const plan = await planned();

/** The files whose change runs a task again: its inputs, and those of what it depends on. */
function inputsOf(name: string): Set<string> {
  const { inputs = {}, dependencies = [] } = plan.get(name) ?? {};
  // turbo adds these to every task.
  const own = ['package.json', 'package-lock.json', ...Object.keys(inputs)];
  return new Set([...own, ...dependencies.flatMap((other) => [...inputsOf(other.replace('//#', ''))])]);
}

/** The files that these lead to, themselves first: what they import, and what they name by its path. */
async function reachedFrom(files: readonly string[]): Promise<Set<string>> {
  const reached = new Set(files);
  for (const file of reached) {
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    const source = (await readFile(file, 'utf8')).replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    for (const [, named = ''] of source.matchAll(/'([\w.@-]*\/[\w./@-]+\.(?:[cm]?[jt]s|json|ya?ml|md))'/g)) {
      const path = normalize(named.startsWith('.') ? join(dirname(file), named) : named).replaceAll('\\', '/');
      if (existsSync(path) && !/^(\.\.|node_modules|dist|reports)\b/.test(path)) reached.add(path);
    }
  }
  return reached;
}

async function filesIn(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file.replaceAll('\\', '/'));
  return files;
}

const testTasks = [...plan.keys()].filter((name) => name.startsWith('test:'));

test('every test file runs in exactly one task, and every test task has a script and a vitest project', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  const projects = (config.test?.projects ?? []).map((project) => Object(Object(project).test).name as string);
  const names = testTasks.map((task) => task.replace('test:', ''));
  expect([...new Set(projects.map((name) => name.split(' ')[0]))].sort()).toEqual(names.toSorted());
  for (const name of names) expect(scripts[`test:${name}`]).toBe(`node scripts/check/tests.ts ${name}`);
  const unassigned = (await filesIn('test/**/*.test.ts')).filter((file) => !names.includes(file.split('/')[1] ?? ''));
  expect(unassigned).toEqual([]);
});

test.each(testTasks)('%s runs again when any file that its tests depend on has changed', async (task) => {
  const tests = await filesIn(`test/${task.replace('test:', '')}/**/*.test.ts`);
  expect(tests).not.toEqual([]);
  const inputs = inputsOf(task);
  const forgotten = [...(await reachedFrom(tests))].filter((file) => !inputs.has(file));
  expect(forgotten).toEqual([]);
});

test.each([
  ['generate:check', 'scripts/generate/index.ts'],
  ['build', 'tsdown.config.ts'],
  ['pack', 'scripts/check/pack.ts'],
])('%s runs again when any file that %s depends on has changed', async (task, script) => {
  const inputs = inputsOf(task);
  const forgotten = [...(await reachedFrom([script]))].filter((file) => !inputs.has(file));
  expect(forgotten).toEqual([]);
});

const PACKED = ['build', 'pack', 'publint', 'attw'];
const CODE = ['lint', 'types', 'layers', 'unused', 'test:repository', 'test:regenerate'];

// What is changed, and the tasks that have to run again: these and no others.
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  // The command line serves the docs to editors, and the playground their examples.
  'docs/sandbox.md': [
    ...['unused', 'pack', 'publint', 'attw'],
    ...['cli', 'docs', 'repository', 'browser'].map((name) => `test:${name}`),
  ],
  // The tools for documents do without the client.
  'src/runtime/clock.ts': [...[...CODE, ...PACKED], ...testTasks.filter((task) => task !== 'test:tooling')],
  // The unit tests, the faults and the soak do without the sandbox.
  'src/sandbox/pages/actions.ts': [
    ...[...CODE, ...PACKED],
    ...['wire', 'sandbox', 'state', 'cli', 'package', 'browser', 'examples', 'docs'].map((name) => `test:${name}`),
  ],
  'test/unit/money/minor-units.test.ts': [...CODE, 'test:unit'],
  'test/support/loopback.ts': [...CODE, ...testTasks],
  'openapi/checkout.overlay.yaml': [
    'generate:check',
    'unused',
    'lint',
    'test:tooling',
    'test:docs',
    'test:regenerate',
    'test:repository',
  ],
  'redocly.yaml': [...CODE, 'generate:check', 'test:tooling', 'test:docs'],
  'scripts/generate/overlay/overlay.ts': [...CODE, 'generate:check', 'test:tooling', 'test:package', 'test:docs'],
  'vitest.config.ts': [...CODE, ...testTasks],
  'package-lock.json': [...plan.keys()],
};

test('a changed file is a cache miss for the tasks that use it, and for no other', { timeout: 600_000 }, async () => {
  await using temporary = await folder();
  const copy = await repositoryCopy(join(temporary.path, 'repository'));
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: copy });
  await git('init', '--quiet');
  // turbo takes the hashes of what is committed from git.
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'copy');
  let before = await planned(copy);
  for (const [file, expected] of Object.entries(CHANGES)) {
    await appendFile(join(copy, file), file.endsWith('.ts') ? '// changed\n' : '\n');
    const after = await planned(copy);
    const missed = [...after].filter(([name, { hash }]) => before.get(name)?.hash !== hash).map(([name]) => name);
    expect(missed.toSorted(), file).toEqual([...new Set(expected)].sort());
    before = after;
  }
});
