import { printable } from '../../src/cli/printable.ts';
import { type Change, type DocumentComparison, namesOf } from './compare/change.ts';

const MAX_LISTED = 40;

const ADVICE = {
  none: 'No change that affects callers or the generated code.',
  patch: 'Wording only: regenerate and release a patch.',
  minor: 'Nothing breaks. Regenerate and release a minor version.',
  major: 'Callers have to change their code. Read the first list, regenerate, and release a major version.',
} as const;

interface Options {
  readonly all?: boolean;
  /** For which the document would be rejected. */
  readonly problems?: readonly string[];
}

/** Renders a comparison as Markdown, for a terminal or a pull request; at most 40 changes of a kind, or `all`. */
export function markdown(comparison: DocumentComparison, { all = false, problems = [] }: Options = {}): string {
  const { api, from, to, verdict, changes, methods, overlay } = comparison;
  const most = all ? Number.POSITIVE_INFINITY : MAX_LISTED;
  const withImpact = (impact: Change['impact']) => changes.filter((change) => change.impact === impact);
  const wording = withImpact('patch');
  return [
    `## ${api} ${from === to ? from : `${from} → ${to}`}: ${verdict}`,
    '',
    ADVICE[verdict],
    ...changes
      .filter(({ money }) => money)
      .flatMap((change) => ['', `**Money:** ${namesOf(change).join(', ')}: ${change.what}`]),
    ...section('Breaks callers', withImpact('major'), most),
    ...section(
      'Deprecated, or with another default',
      changes.filter(({ first }) => first),
      most,
    ),
    ...section(
      'New, or wider',
      withImpact('minor').filter(({ first }) => !first),
      most,
    ),
    ...(wording.length > 0
      ? [
          '',
          `<details><summary>${count(wording.length, 'change')} that ${wording.length === 1 ? 'requires' : 'require'} no action</summary>`,
          ...byOperation(wording, most),
          '',
          '</details>',
        ]
      : []),
    ...(methods.length > 0 ? ['', `**Affected methods:** ${methods.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(overlay.touched.length > 0
      ? [
          '',
          '**Overlay actions to review:**',
          ...overlay.touched.map(({ number, location }) => `- action ${number}, ${location}`),
        ]
      : []),
    ...(problems.length > 0
      ? [
          '',
          `**\`spec:pull\` would reject it (${problems.length}):**`,
          '',
          '```text',
          ...problems.flatMap(lines),
          '```',
        ]
      : []),
    '',
  ]
    .map(printable)
    .join('\n');
}

function lines(text: string): string[] {
  return text.split('\n');
}

function section(title: string, changes: readonly Change[], most: number): string[] {
  return changes.length === 0 ? [] : ['', `### ${title} (${changes.length})`, ...byOperation(changes, most)];
}

/** One line for each change, under the methods that it affects. */
function byOperation(changes: readonly Change[], most: number): string[] {
  const groups = new Map<string, string[]>();
  for (const change of changes.slice(0, most)) {
    const names = namesOf(change);
    const who = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    const line = `- **${change.side}**: ${change.what}${change.reason ? ` _(${change.reason})_` : ''}`;
    groups.set(who, [...(groups.get(who) ?? []), line]);
  }
  const more = Math.max(0, changes.length - most);
  return [
    ...[...groups].flatMap(([who, lines]) => ['', `${who || 'the document'}:`, ...lines]),
    ...(more > 0 ? ['', `… and ${more} more; \`--all\` shows them`] : []),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
