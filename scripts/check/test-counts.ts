/** What a task came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** A line for each failure. */
  readonly failures?: readonly string[];
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Counts a run of vitest. Nothing is lost: a file that could not be loaded is one failure, a test that was skipped is one
 * (no test here is meant to be), and so is a run that failed though each of its tests passed.
 */
export function countVitest(report: VitestReport | undefined, exitCode: number): Counts {
  if (!report) return { passed: 0, failed: 1, failures: ['vitest left no report: it did not come to its end'] };
  let passed = 0;
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const before = failures.length;
    for (const { fullName, status: outcome } of assertionResults) {
      if (outcome === 'passed') passed++;
      else failures.push(`${outcome}: ${fullName} (${name})`);
    }
    if (status === 'failed' && failures.length === before) failures.push(`${name}: ${message || 'could not be run'}`);
  }
  if (exitCode !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${exitCode}; see above`);
  return { passed, failed: failures.length, failures };
}

/** The part of turbo's summary of a task that is read. */
export interface TaskRun {
  readonly task: string;
  /** `timeSaved`: the milliseconds it took when it ran. */
  readonly cache: { readonly status: string; readonly timeSaved: number };
  /** Missing when it did not run. Times are in milliseconds. */
  readonly execution?: { readonly startTime: number; readonly endTime: number; readonly exitCode: number };
}

/** Counts a task of turbo's: its tests, or itself when it has none. One that did not run is one failure. */
export function countTask(run: TaskRun | undefined, hasTests: boolean, report: VitestReport | undefined): Counts {
  const { exitCode } = run?.execution ?? {};
  if (exitCode === undefined) return { passed: 0, failed: 1, failures: ['did not run: see what it depends on'] };
  if (hasTests) return countVitest(report, exitCode);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [`ended with ${exitCode}`] };
}
