import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/**
 * Puts drawn pictures into the text of a page, where they follow the site's own switch between light and dark. An image
 * could follow that of the system only, which is what they do on GitHub and in an editor.
 */
export function inlineDiagrams(markdown: MarkdownRenderer): void {
  const { image } = markdown.renderer.rules;
  markdown.renderer.rules.image = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const [, name] = /^\.\/pictures\/([\w-]+\.svg)$/.exec(token?.attrGet('src') ?? '') ?? [];
    if (name === undefined)
      return image?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
    const drawn = readFileSync(join(import.meta.dirname, '..', 'pictures', name), 'utf8');
    const label = markdown.utils.escapeHtml(token?.content ?? '');
    const svg = drawn.replace(/<style>.*?<\/style>/s, '').replace(/aria-label="[^"]*"/, `aria-label="${label}"`);
    return `<span class="diagram" v-pre>${svg.replaceAll('\n', '')}</span>`;
  };
}
