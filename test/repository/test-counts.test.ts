import { expect, test } from 'vitest';
import { countVitest } from '../../scripts/check/test-counts.ts';

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
