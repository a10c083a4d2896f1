import { printable } from '../../src/cli/printable.ts';
import { type Change, type DocumentComparison, namesOf } from './compare/change.ts';

const TITLES = { checkout: 'Paysera Checkout', 'recurring-billing': 'Paysera Recurring Billing' } as const;
const UNRELEASED = /^## (?:.+, not released|Not released)\n/m;

/**
 * The changelog with an entry drafted from a comparison, to be edited by a person: at the end of what is not released, or
 * under a new heading when everything is. An entry that is there already is not added again.
 */
export function withDocumentEntry(changelog: string, comparison: DocumentComparison): string {
  const entry = entryOf(comparison);
  if (entry === undefined || changelog.includes(entry)) return changelog;
  const heading = UNRELEASED.exec(changelog);
  if (!heading) return changelog.replace(/^(?=## )/m, `## Not released\n\n${entry}\n`);
  const start = heading.index + heading[0].length;
  const next = changelog.indexOf('\n## ', start);
  const end = next === -1 ? changelog.length : next;
  return `${changelog.slice(0, end).trimEnd()}\n${entry}${changelog.slice(end)}`;
}

function entryOf({ api, verdict, changes, from, to }: DocumentComparison): string | undefined {
  if (verdict === 'none') return undefined;
  const notable = changes.filter(({ impact }) => impact !== 'patch');
  const version = from === to ? '' : ` ${to}`;
  const wording = notable.length > 0 ? ':' : ': wording only.';
  return [`- The document of ${TITLES[api]}${version} (${verdict})${wording}`, ...lines(notable), '']
    .map(printable)
    .join('\n');
}

function lines(changes: readonly Change[]): string[] {
  const found = changes.map((change) => {
    const who = namesOf(change).map((name) => `\`${name}\``);
    return `  - ${change.impact === 'major' ? '**Breaking.** ' : ''}${who.length > 0 ? `${who.join(', ')}: ` : ''}${change.what}`;
  });
  return [...new Set(found)];
}
