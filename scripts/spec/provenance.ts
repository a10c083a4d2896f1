import type { Api } from '../shared/apis.ts';
import { BuildError } from '../shared/document.ts';

/** Where a committed document comes from. */
export interface Provenance {
  readonly from: string;
  readonly version: string;
  readonly sha256: string;
  /** `2026-11-20` */
  readonly date: string;
}

/** Writes an API's row in the table of `openapi/README.md`. */
export function withProvenance(readme: string, api: Api, { from, version, date, sha256 }: Provenance): string {
  const row = new RegExp(`^\\| \`${api}\\.yaml\` \\|.*$`, 'm');
  if (!row.test(readme))
    throw new BuildError(`openapi/README.md has no row for \`${api}.yaml\` in its table of provenance.`);
  const cells = [`\`${api}.yaml\``, cell(from), cell(version), date, `\`${sha256}\``];
  return readme.replace(row, () => `| ${cells.join(' | ')} |`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/[\r\n]+/g, ' ');
}
