import { readFileSync } from 'node:fs';
import type { MarkdownRenderer } from 'vitepress';
import type { Offer } from '../../playground/examples.ts';

// What scripts/docs/playground.ts has built.
const { examples }: Offer = JSON.parse(
  readFileSync(new URL('../public/playground/offer.json', import.meta.url), 'utf8'),
);

/** Adds a link to each block of code that the playground can run. */
export function linkExamples({ renderer }: MarkdownRenderer): void {
  const { fence } = renderer.rules;
  renderer.rules.fence = (tokens, at, ...rest) => {
    const example = examples.find(({ code }) => code === tokens[at]?.content);
    const link = `<a class="playground-link" href="/playground.html#example=${example?.id}">Open in the playground</a>`;
    return `${fence?.(tokens, at, ...rest)}${example ? link : ''}`;
  };
}
