import { globSync, readFileSync } from 'node:fs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const PRISM = { globalSetup: ['test/support/prism-setup.ts'] };

/** The tests below `test/<task>/`, as the task of that name in turbo.json runs them. */
function project(task: string, more: TestProjectInlineConfiguration['test'] = {}): TestProjectInlineConfiguration {
  const server = byNode(process.env['TEST_TASK'] === task && CALLING.includes(task));
  return {
    extends: true,
    test: { name: task, include: [`test/${task}/**/*.test.ts`], setupFiles: [READS], ...server, ...more },
  };
}

// Those that spend their time in the client, the sandbox or the tools, in their own process.
const CALLING = ['wire', 'soak', 'state', 'sandbox', 'tooling', 'regenerate', 'cli'];

/**
 * Has Node load what is tested. In a module that vitest loads each use of an import is a call of a getter, which is a tenth of
 * the CPU of all tests, and a third where nothing is waited for. vitest decides once for all projects of a run: unit tests load
 * modules again, and can do so in no run that leaves them to Node.
 */
function byNode(wanted: boolean): Pick<TestProjectInlineConfiguration['test'] & object, 'server'> {
  const external = [/\/(src|generated|scripts|test\/(support|faults\/(world|model|exhaustive)))\//];
  return wanted ? { server: { deps: { external } } } : {};
}

/** Notes what a test file reads. */
const READS = 'test/support/reads-setup.ts';

const UNDICI = 'test/support/undici-setup.ts';

/**
 * The files that run in one worker share its modules: loading these again for each file costs more than most of their
 * tests.
 */
const SHARED = { isolate: false, setupFiles: [READS, 'test/support/restore.ts'] };

// These load modules again, as a runtime without some feature would: no other test may get what they have loaded.
const RELOADING = globSync('test/unit/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('resetModules'),
);

// What it hears on the channels of diagnostics has to be its own: no call of another file may be under way.
const LISTENING = ['test/wire/faults/secrets.test.ts'];

export default defineConfig({
  test: {
    // A test that hangs must not take the run with it. No test is judged by these: a busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    teardownTimeout: 5_000,
    // What runs in this process: of the command line, only what tests call; its own tests start it as users do.
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary'],
      thresholds: { statements: 85, branches: 79, functions: 87, lines: 87 },
    },
    projects: [
      project('unit', { exclude: RELOADING, ...SHARED }),
      project('unit', { name: 'unit in processes of their own', include: RELOADING }),
      project('wire', { exclude: ['test/wire/undici/**', ...LISTENING], ...PRISM, ...SHARED }),
      project('wire', { name: 'wire in processes of their own', include: LISTENING }),
      // The same contract tests, with the sandbox in Prism's place.
      project('wire', {
        name: 'wire on the sandbox',
        include: ['test/wire/contract/*.test.ts'],
        globalSetup: ['test/support/sandbox-setup.ts'],
        ...SHARED,
      }),
      // The same tests of what goes over the wire, with undici's `request` in the place of `fetch`.
      project('wire', {
        name: 'wire over undici',
        include: ['test/wire/{contract,transport,undici}/*.test.ts', 'test/wire/faults/every-fault.test.ts'],
        ...PRISM,
        ...SHARED,
        setupFiles: [UNDICI, ...SHARED.setupFiles],
      }),
      project('wire', {
        name: 'wire over undici in processes of their own',
        include: LISTENING,
        setupFiles: [READS, UNDICI],
      }),
      // As in `npm run test:exhaustive`, whoever starts them: a plan then leads to the same run in both.
      project('faults', { ...byNode(true), ...SHARED }),
      project('sandbox', SHARED),
      project('state', { globalSetup: ['test/support/state/servers-setup.ts'], ...SHARED }),
      project('cli', SHARED),
      project('tooling', SHARED),
      project('regenerate'),
      project('repository', SHARED),
      project('package', SHARED),
      project('browser', { globalSetup: ['test/browser/browser-setup.ts'] }),
      project('examples'),
      project('docs', SHARED),
      project('soak'),
      project('soak', {
        name: 'soak over undici',
        include: ['test/soak/sockets.test.ts'],
        setupFiles: [READS, UNDICI],
      }),
    ],
  },
});
