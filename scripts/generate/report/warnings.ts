import { describeCause } from '../../shared/document.ts';
import type { Warning } from './causes.ts';

const MAX_LISTED = 3;

/** The warnings by kind, each with a count; at most three of a kind, or `all`. */
export function describeWarnings(warnings: readonly Warning[], { all }: { readonly all: boolean }): string[] {
  const kinds = [...new Set(warnings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const members = warnings.filter((warning) => warning.kind === kind);
    const listed = all ? members : members.slice(0, MAX_LISTED);
    const more = members.length - listed.length;
    return [
      `${members.length === 1 ? 'warning' : `${members.length} warnings`}: ${kind}`,
      ...listed.map((warning) => describeCause(warning).replaceAll(/^/gm, '  ')),
      ...(more > 0 ? [`  … and ${more} more; \`--all\` shows them`] : []),
    ];
  });
}
