import { printable } from '../../src/cli/printable.ts';
import type { Change, Comparison } from './change.ts';

const MOST = 40;

const ADVICE = {
  none: 'Nothing that callers or the generated code could notice.',
  patch: 'Wording only: regenerate and release a patch.',
  minor: 'Nothing breaks. Regenerate and release a minor version.',
  major: 'Callers have to change something. Read the first list, regenerate, and release a major version.',
} as const;

/** A comparison in Markdown, for a terminal and for a pull request: read in a minute. */
export function markdown(comparison: Comparison): string {
  const { api, from, to, verdict, changes, methods, overlay } = comparison;
  const of = (impact: Change['impact']) => changes.filter((change) => change.impact === impact);
  const wording = of('patch');
  return [
    `## ${api} ${from === to ? from : `${from} → ${to}`}: ${verdict}`,
    '',
    ADVICE[verdict],
    ...section('Breaks callers', of('major')),
    ...section('New, or wider', of('minor')),
    ...(wording.length > 0
      ? [
          '',
          `<details><summary>${count(wording.length, 'change')} nobody has to act on</summary>`,
          ...bullets(wording),
          '',
          '</details>',
        ]
      : []),
    ...(methods.length > 0 ? ['', `**Our methods touched:** ${methods.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(overlay.touched.length > 0
      ? [
          '',
          '**Overlay actions to look at:**',
          ...overlay.touched.map(({ number, place }) => `- action ${number}, ${place}`),
        ]
      : []),
    ...(overlay.unmatched.length > 0
      ? [
          '',
          '**Overlay actions that match nothing now** (the document is refused until the overlay is adapted):',
          ...overlay.unmatched.map(({ number, target, place }) => `- action ${number}, ${place}: \`${target}\``),
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
  const lines = changes.slice(0, MOST).map((change) => {
    const names = [...new Set(change.methods.length > 0 ? change.methods : change.operations)];
    const who = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    return `- **${change.side}**${who ? ` ${who}` : ''}: ${change.what}${change.because ? ` _(${change.because})_` : ''}`;
  });
  const more = changes.length - lines.length;
  return ['', ...lines, ...(more > 0 ? [`- … and ${more} more; \`--json\` has them all`] : [])];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
