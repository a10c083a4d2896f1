import type { Example } from '../../playground/examples.ts';
import { codeBlocks } from '../../test/support/code-blocks.ts';

/** What code in the playground can import. */
const MODULES: readonly string[] = ['', '/webhooks', '/sandbox', '/testing', '/billing'].map(
  (entry) => `paysera-client${entry}`,
);

// The README's, which say what to expect in words. What stands under one heading is one example.
const README = ['Quick start', 'Subscriptions'];

// What to begin with where an example shows how a fault is survived.
const FAULTS: Readonly<Record<string, string>> = {
  'when-a-call-fails.when-the-outcome-is-unknown': 'lost-order',
};

/** The examples of these pages that the playground offers: those of the README, and every block that shows what it prints. */
export function playgroundExamples(pages: ReadonlyMap<string, string>): Example[] {
  return [...pages].flatMap(([page, markdown]) => {
    const [title = page] = headings(markdown);
    const found = codeBlocks(page, markdown)
      .filter(({ language, code }) => language === 'ts' && imports(code).every((name) => MODULES.includes(name)))
      .map(({ at, code, prints }) => ({ ...headingAbove(markdown, Number(at.split(':')[1])), code, prints }));
    if (page === 'README.md')
      return README.map((heading) => {
        const blocks = found.filter((block) => block.heading === heading);
        return { id: slug(heading), title: heading, page: 'README', code: blocks.map(({ code }) => code).join('\n') };
      });
    const name = page.replace(/^docs\/|\.md$/g, '');
    return found
      .filter(({ prints }) => prints !== undefined)
      .map(({ heading, place, code, prints = '' }) => {
        const id = `${name}.${slug(heading)}${place === 0 ? '' : `-${place + 1}`}`;
        const fault = FAULTS[id];
        return { id, title: heading, page: title, code, prints, ...(fault !== undefined && { fault }) };
      });
  });
}

const imports = (code: string): string[] => [...code.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name);
const headings = (markdown: string): string[] =>
  [...markdown.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** The heading above a line, and how many blocks of TypeScript stand between the two. */
function headingAbove(markdown: string, line: number): { readonly heading: string; readonly place: number } {
  const above = markdown
    .split('\n')
    .slice(0, line - 1)
    .join('\n');
  const heading = headings(above).at(-1) ?? '';
  const since = above.slice(above.lastIndexOf(`# ${heading}\n`));
  return { heading, place: since.match(/^```ts\b/gm)?.length ?? 0 };
}
