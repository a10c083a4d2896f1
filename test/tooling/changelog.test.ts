import { expect, test } from 'vitest';
import { releaseNotes } from '../../scripts/release/notes.ts';
import { withDocumentEntry } from '../../scripts/spec/changelog.ts';
import type { DocumentComparison } from '../../scripts/spec/compare/change.ts';

const CHANGELOG = '# Changelog\n\n## 0.2.0, not released\n\n- One.\n\n## 0.1.0, 2026-12-01\n\n- Two.\n';
const COMPARISON: DocumentComparison = {
  ...{ api: 'checkout', verdict: 'minor', from: '1.0.0', to: '1.1.0', methods: ['checkout.orders.get'] },
  overlay: { touched: [], unmatched: [] },
  changes: [
    {
      ...{ impact: 'minor', side: 'response', kind: 'modified', what: 'status `frozen` is new', location: 'line 7' },
      ...{ methods: ['checkout.orders.get'], operations: ['getOrder'] },
    },
  ],
};
const ENTRY = '- The document of Paysera Checkout 1.1.0 (minor):\n  - `checkout.orders.get`: status `frozen` is new\n';

test('an entry is added at the end of the unreleased section', () => {
  expect(withDocumentEntry(CHANGELOG, COMPARISON)).toBe(CHANGELOG.replace('- One.\n', `- One.\n${ENTRY}`));
});

test('a change that reaches no method is under its operation', () => {
  const changes = COMPARISON.changes.map((change) => ({ ...change, methods: [] }));
  expect(withDocumentEntry(CHANGELOG, { ...COMPARISON, changes })).toContain(
    '  - `getOrder`: status `frozen` is new\n',
  );
});

test('an entry starts an unreleased section when there is none', () => {
  const released = CHANGELOG.replace('0.2.0, not released', '0.2.0, 2026-12-24');
  expect(withDocumentEntry(released, COMPARISON)).toBe(
    released.replace('## 0.2.0', `## Not released\n\n${ENTRY}\n## 0.2.0`),
  );
});

test('an entry that is already there is not added again', () => {
  const once = withDocumentEntry(CHANGELOG, COMPARISON);
  expect(withDocumentEntry(once, COMPARISON)).toBe(once);
});

test('the notes of a release are its dated section', () => {
  expect(releaseNotes(CHANGELOG, '0.1.0')).toBe('- Two.');
});

test('a version without a date or without a section has no notes, so that it is not published', () => {
  expect(releaseNotes(CHANGELOG, '0.2.0')).toBeUndefined();
  expect(releaseNotes(CHANGELOG, '0.1')).toBeUndefined();
  expect(releaseNotes(CHANGELOG, '0.3.0')).toBeUndefined();
});
