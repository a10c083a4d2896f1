import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The pages of the site in reading order, by their path without ending. */
export type Pages = ReadonlyMap<string, string>;

/** The pages of the guide, in the order in which its first page lists them. */
export async function readingOrder(): Promise<Pages> {
  const page = (name: string) => readFile(join(ROOT, 'docs', `${name}.md`), 'utf8');
  const [, guide = ''] = (await page('index')).split('\n## Guide\n');
  const names = [...guide.matchAll(/\]\(\.\/([\w-]+)\.md\)/g)].map(([, name = '']) => name);
  return new Map(await Promise.all(names.map(async (name) => [name, await page(name)] as const)));
}

/**
 * `llms.txt`: what the package is, and each page with its first sentence.
 *
 * @param folder Where the pages are, seen from the file: empty on the site, `docs/` in the package.
 */
export function llmsIndex(pages: Pages, folder = ''): string {
  const lines = [...pages].map(
    ([path, markdown]) => `- [${titleOf(markdown)}](${folder}${path}.md): ${firstSentence(markdown)}`,
  );
  return `# paysera-client

> Unofficial TypeScript client for Paysera Checkout (OAuth2) and Recurring Billing (MAC), generated from their OpenAPI documents. Amounts are whole minor units. A call that may have moved money but received no clear response throws OutcomeUnknownError and is never retried blindly.

## Guide

${lines.join('\n')}
`;
}

/** `llms-full.txt`: all pages in one. */
export function llmsFull(pages: Pages): string {
  return [...pages.values()]
    .map((markdown) => markdown.trim())
    .join('\n\n---\n\n')
    .concat('\n');
}

function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}

function firstSentence(markdown: string): string {
  const [paragraph = ''] = markdown
    .replaceAll(/^```.*?^```$/gms, '')
    .split('\n\n')
    .filter((part) => part.trim() !== '' && !/^(#|<|\||!\[|- [^*]|:::)/.test(part.trim()))
    .map((part) =>
      part
        .replaceAll('\n', ' ')
        .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
        .trim(),
    );
  return /^.*?[.:](?=\s|$)/.exec(paragraph)?.[0].replace(/:$/, '.') ?? paragraph;
}

/** The `llms.txt` of the package. It has no `llms-full.txt`, which would repeat the docs beside it: see the tarball's limit. */
export const packagedLlms = async (): Promise<string> => llmsIndex(await readingOrder(), 'docs/');

if (import.meta.main) await writeFile(join(ROOT, 'llms.txt'), await packagedLlms());
