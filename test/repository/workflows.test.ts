import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs: Record<
    string,
    {
      permissions?: Record<string, string>;
      'timeout-minutes'?: number;
      steps: Step[];
      strategy?: { matrix: Record<string, unknown> };
    }
  >;
}

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  return { file, text, workflow: parse(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job, workflow })),
);

describe('the workflows', () => {
  test('pin every action by its commit, and say which version that is', () => {
    for (const { text } of workflows) {
      for (const [line] of text.matchAll(/^.*\buses:.*$/gm))
        expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('pin one action to one commit', () => {
    const uses = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (\S+)@(\S+ # \S+)/g)]);
    const pins = new Map<string, Set<string>>();
    for (const [, action = '', pin = ''] of uses) pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    for (const [action, commits] of pins) expect([...commits], action).toHaveLength(1);
  });

  test('start without rights beyond reading, and no job has more than it needs', () => {
    for (const { workflow } of workflows) {
      expect(Object.values(workflow.permissions ?? { none: 'missing' }).every((right) => right === 'read')).toBe(true);
    }
    const written = jobs.flatMap(({ file, name, job }) =>
      Object.entries(job.permissions ?? {})
        .filter(([, right]) => right === 'write')
        .map(([scope]) => `${file} ${name} ${scope}`),
    );
    expect(written.sort()).toEqual([
      'regenerate.yml propose contents',
      'regenerate.yml propose pull-requests',
      'release.yml propose contents',
      'release.yml propose pull-requests',
      'release.yml publish id-token',
      'release.yml tag contents',
    ]);
  });

  test('never run code of a pull request or a vendor beside a right to write', () => {
    for (const { workflow } of workflows) expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    const { propose } = workflows.find(({ file }) => file === 'regenerate.yml')?.workflow.jobs ?? {};
    expect(propose?.steps.map(({ run }) => run ?? '').join('\n')).not.toMatch(/\b(npm|npx|node)\b/);
  });

  test('put nothing that somebody else wrote into a script', () => {
    for (const { file, job } of jobs) {
      for (const { run } of job.steps) expect(run ?? '', file).not.toContain('${{');
    }
  });

  test('end every job some day', () => {
    for (const { job } of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('test on Linux, macOS and Windows with Node 22, 24 and 26', () => {
    const matrix = workflows.find(({ file }) => file === 'ci.yml')?.workflow.jobs['test']?.strategy?.matrix;
    expect(matrix?.['node']).toEqual([22, 24, 26]);
    for (const system of ['ubuntu', 'macos', 'windows']) expect(String(matrix?.['os'])).toContain(system);
  });

  test('publish with provenance and without a token', () => {
    const { text } = workflows.find(({ file }) => file === 'release.yml') ?? { text: '' };
    expect(text).toMatch(/npm publish .*--provenance/);
    for (const { text } of workflows) expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./);
  });

  test('run npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const { text } of workflows) {
      for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
        expect(Object.keys(scripts)).toContain(name);
    }
  });
});
