import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const PRISM = { globalSetup: ['test/support/prism-setup.ts'] };

/** The tests below `test/<task>/`, as the task of that name in turbo.json runs them. */
function project(task: string, more: TestProjectInlineConfiguration['test'] = {}): TestProjectInlineConfiguration {
  return { extends: true, test: { name: task, include: [`test/${task}/**/*.test.ts`], ...more } };
}

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // A test that hangs must not take the run with it.
    teardownTimeout: 5_000,
    // What runs in this process: of the command line, only what tests call; its own tests start it as users do.
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary'],
      thresholds: { statements: 85, branches: 79, functions: 87, lines: 87 },
    },
    projects: [
      project('unit'),
      project('wire', { exclude: ['test/wire/undici/**'], ...PRISM }),
      // The same contract tests, with the sandbox in Prism's place.
      project('wire', {
        name: 'wire on the sandbox',
        include: ['test/wire/contract/*.test.ts'],
        globalSetup: ['test/support/sandbox-setup.ts'],
      }),
      // The same tests of what goes over the wire, with undici's `request` in the place of `fetch`.
      project('wire', {
        name: 'wire over undici',
        include: ['test/wire/{contract,transport,undici}/*.test.ts', 'test/wire/faults/{every-fault,secrets}.test.ts'],
        setupFiles: ['test/support/undici-setup.ts'],
        ...PRISM,
      }),
      project('faults'),
      project('sandbox'),
      project('state'),
      project('cli'),
      project('tooling'),
      project('regenerate'),
      project('repository'),
      project('package'),
      project('browser'),
      project('docs'),
      project('soak'),
      project('soak', {
        name: 'soak over undici',
        include: ['test/soak/sockets.test.ts'],
        setupFiles: ['test/support/undici-setup.ts'],
      }),
    ],
  },
});
