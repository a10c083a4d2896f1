/** The result of a task. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, and why in the first lines of its message. */
  readonly failures?: readonly string[];
}

/** The part of vitest's JSON report that is used. */
export interface VitestReport {
  readonly testResults: readonly TestResult[];
  /** The test files that did not have to run, by `tests.ts`. */
  readonly cached?: readonly string[];
}

/** The part of the result of a test file in one project that is used. */
export interface TestResult {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly TestOutcome[];
}

interface TestOutcome {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

const LINES_OF_A_MESSAGE = 12;

/**
 * Counts a run of vitest. A file that could not be loaded counts as one failure, and so do a skipped test (none
 * should be) and a failed run in which every test passed.
 */
export function countVitest(report: VitestReport | undefined, exitCode: number): Counts {
  if (!report) return { passed: 0, failed: 1, failures: ['vitest left no report: it did not come to its end'] };
  let passed = 0;
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const before = failures.length;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed++;
      else failures.push(failureOf(test, name));
    }
    if (status === 'failed' && failures.length === before) failures.push(`${name}: ${message || 'could not be run'}`);
  }
  if (exitCode !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${exitCode}; see above`);
  return { passed, failed: failures.length, failures };
}

/** A log that is cut still says the seed with which a property failed. */
function failureOf({ fullName, status, failureMessages = [] }: TestOutcome, file: string): string {
  const [message = ''] = failureMessages;
  const lines =
    message
      .split(/\n +at /, 1)[0]
      ?.split('\n')
      .slice(0, LINES_OF_A_MESSAGE) ?? [];
  return [`${status}: ${fullName} (${file})`, ...lines.filter(Boolean).map((line) => `  ${line}`)].join('\n');
}

/** The part of turbo's summary of a task that is used. */
export interface TaskRun {
  readonly task: string;
  /** `timeSaved`: the milliseconds it took when it ran. */
  readonly cache: { readonly status: string; readonly timeSaved: number };
  /** Missing when it did not run. Times are in milliseconds. */
  readonly execution?: { readonly startTime: number; readonly endTime: number; readonly exitCode: number };
}

/** Counts the tests of a turbo task, or the task itself when it has none. A task that did not run is one failure. */
export function countTask(run: TaskRun | undefined, hasTests: boolean, report: VitestReport | undefined): Counts {
  const { exitCode } = run?.execution ?? {};
  if (exitCode === undefined) return { passed: 0, failed: 1, failures: ['did not run: see what it depends on'] };
  if (hasTests) return countVitest(report, exitCode);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [`ended with ${exitCode}`] };
}
