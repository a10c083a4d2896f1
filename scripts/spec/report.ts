import { printable } from '../../src/cli/printable.ts';
import type { Change, DocumentComparison } from './compare/change.ts';

const MAX_LISTED = 40;

const ADVICE = {
  none: 'No change that affects callers or the generated code.',
  patch: 'Wording only: regenerate and release a patch.',
  minor: 'Nothing breaks. Regenerate and release a minor version.',
  major: 'Callers have to change their code. Read the first list, regenerate, and release a major version.',
} as const;

/** Renders a comparison as Markdown, for a terminal or a pull request. */
export function markdown(comparison: DocumentComparison): string {
  const { api, from, to, verdict, changes, methods, overlay } = comparison;
  const withImpact = (impact: Change['impact']) => changes.filter((change) => change.impact === impact);
  const wording = withImpact('patch');
  return [
    `## ${api} ${from === to ? from : `${from} → ${to}`}: ${verdict}`,
    '',
    ADVICE[verdict],
    ...section('Breaks callers', withImpact('major')),
    ...section('New, or wider', withImpact('minor')),
    ...(wording.length > 0
      ? [
          '',
          `<details><summary>${count(wording.length, 'change')} that ${wording.length === 1 ? 'requires' : 'require'} no action</summary>`,
          ...bullets(wording),
          '',
          '</details>',
        ]
      : []),
    ...(methods.length > 0 ? ['', `***Affected methods:** ${methods.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(overlay.touched.length > 0
      ? [
          '',
          '***Overlay actions to review:**',
          ...overlay.touched.map(({ number, location }) => `- action ${number}, ${location}`),
        ]
      : []),
    ...(overlay.unmatched.length > 0
      ? [
          '',
          '**Overlay actions that no longer match anything** (the document is rejected until the overlay is updated):',
          ...overlay.unmatched.map(({ number, target, location }) => `- action ${number}, ${location}: \`${target}\``),
        ]
      : []),
    '',
  ]
    .map(printable)
    .join('\n');
}

function section(title: string, changes: readonly Change[]): string[] {
  return changes.length === 0 ? [] : ['', `### ${title} (${changes.length})`, ...bullets(changes)];
}

function bullets(changes: readonly Change[]): string[] {
  const lines = changes.slice(0, MAX_LISTED).map((change) => {
    const names = [...new Set(change.methods.length > 0 ? change.methods : change.operations)];
    const methods =
      names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    return `- **${change.side}**${methods ? ` ${methods}` : ''}: ${change.what}${change.reason ? ` _(${change.reason})_` : ''}`;
  });
  const more = changes.length - lines.length;
  return ['', ...lines, ...(more > 0 ? [`- … and ${more} more; \`--json\` has them all`] : [])];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
