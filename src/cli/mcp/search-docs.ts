import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A part of a page, under its heading. */
interface Section {
  /** `docs/webhooks.md › Test your handler`. */
  readonly at: string;
  readonly text: string;
}

const SHOWN = 4;
const LONGEST = 4_000;

/** The parts of the packaged docs that have most of the words, best first, as Markdown. */
export function searchDocs(query: string): string {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [])];
  const found = sections()
    .map((section) => ({ ...section, score: score(section, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN);
  if (found.length === 0) return `Nothing in the docs has any of: ${words.join(', ')}.`;
  return found.map(({ at, text }) => `# ${at}\n\n${text.slice(0, LONGEST)}`).join('\n\n---\n\n');
}

/** A word counts once in the text and three times in the heading; a part with all of the words goes first. */
function score({ at, text }: Section, words: readonly string[]): number {
  const [heading, body] = [at.toLowerCase(), text.toLowerCase()];
  const counts = words.map((word) => (heading.includes(word) ? 3 : 0) + (body.includes(word) ? 1 : 0));
  const all = counts.every((count) => count > 0) ? words.length : 0;
  return counts.reduce((sum, count) => sum + count, all);
}

function sections(): Section[] {
  const root = fileURLToPath(new URL('.', import.meta.resolve('paysera-client/package.json')));
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  return pages
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) =>
      readFileSync(join(root, name), 'utf8')
        .split(/^(?=##? )/m)
        .map((text) => ({ at: `${name} › ${/^##? (.+)/.exec(text)?.[1] ?? ''}`, text: text.trim() })),
    );
}
