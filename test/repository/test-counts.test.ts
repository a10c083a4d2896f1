import { expect, test } from 'vitest';
import { countTask, countVitest } from '../../scripts/check/test-counts.ts';

const file = (statuses: string[], status = 'passed') => ({
  name: 'a.test.ts',
  status,
  assertionResults: statuses.map((outcome) => ({ fullName: 'a test', status: outcome })),
});

test('every test is counted once', () => {
  const report = { testResults: [file(['passed', 'passed']), file(['passed', 'failed'], 'failed')] };
  expect(countVitest(report, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test('a skipped test counts as failed, so that none is forgotten', () => {
  expect(countVitest({ testResults: [file(['passed', 'skipped'])] }, 0)).toMatchObject({ passed: 1, failed: 1 });
});

test('a failure says why, up to its stack: a log that is cut still has the seed of a property', () => {
  const message =
    'Error: Property failed after 1 tests\n{ seed: 7, path: "0" }\n\nCounterexample: []\n    at there (a.ts:1:1)';
  const failed = { fullName: 'a test', status: 'failed', failureMessages: [message] };
  const report = { testResults: [{ ...file([], 'failed'), assertionResults: [failed] }] };
  expect(countVitest(report, 1).failures).toEqual([
    [
      'failed: a test (a.test.ts)',
      '  Error: Property failed after 1 tests',
      '  { seed: 7, path: "0" }',
      '  Counterexample: []',
    ].join('\n'),
  ]);
});

test('a file that could not be loaded counts as one failure', () => {
  expect(countVitest({ testResults: [file(['passed']), file([], 'failed')] }, 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test('a failed run in which every test passed counts as one failure', () => {
  expect(countVitest({ testResults: [file(['passed'])] }, 1)).toMatchObject({ passed: 1, failed: 1 });
});

test('a run without a report counts as one failure', () => {
  expect(countVitest(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
});

const run = (exitCode?: number) => ({
  task: 'lint',
  cache: { status: 'MISS', timeSaved: 0 },
  ...(exitCode !== undefined && { execution: { startTime: 0, endTime: 1, exitCode } }),
});

test('a task without tests counts as one', () => {
  expect(countTask(run(0), false, undefined)).toEqual({ passed: 1, failed: 0 });
  expect(countTask(run(2), false, undefined)).toMatchObject({ passed: 0, failed: 1 });
});

test('a task counts as its tests, also when turbo took them from its cache', () => {
  const report = { testResults: [file(['passed', 'passed'])] };
  const cached = { ...run(0), cache: { status: 'HIT', timeSaved: 9000 } };
  expect(countTask(cached, true, report)).toMatchObject({ passed: 2, failed: 0 });
});

test('a task that did not run, since one before it failed, counts as one failure', () => {
  expect(countTask(run(), true, undefined)).toMatchObject({ passed: 0, failed: 1 });
  expect(countTask(undefined, false, undefined)).toMatchObject({ passed: 0, failed: 1 });
});
