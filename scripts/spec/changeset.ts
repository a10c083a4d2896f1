import { createHash } from 'node:crypto';
import { printable } from '../../src/cli/printable.ts';
import type { Change, Comparison } from './compare.ts';

const TITLES = { checkout: 'Paysera Checkout', 'recurring-billing': 'Paysera Recurring Billing' } as const;

/** A changeset drafted from a comparison: the bump, and a changelog entry to be edited by a person. */
export function changesetOf(comparison: Comparison): { readonly name: string; readonly text: string } | undefined {
  const { api, verdict, changes, from, to } = comparison;
  if (verdict === 'none') return undefined;
  const notable = changes.filter(({ impact }) => impact !== 'patch');
  const version = from === to ? '' : ` ${to}`;
  const text = [
    '---',
    `'paysera-client': ${verdict}`,
    '---',
    '',
    `Follow the document of ${TITLES[api]}${version}.`,
    ...(notable.length > 0 ? ['', ...entries(notable)] : ['', 'Wording only.']),
    '',
  ]
    .map(printable)
    .join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return { name: `document-${api}-${hash}.md`, text };
}

function entries(changes: readonly Change[]): string[] {
  const lines = changes.map(({ impact, methods, what }) => {
    const who = methods.length > 0 ? `${methods.map((method) => `\`${method}\``).join(', ')}: ` : '';
    return `- ${impact === 'major' ? '**Breaking.** ' : ''}${who}${what}`;
  });
  return [...new Set(lines)];
}
