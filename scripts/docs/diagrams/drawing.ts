/** The width of every picture, in its own units: about that of a phone, so that its text stays as large as that of the page. */
export const WIDTH = 400;
const LINE = 15;
/** The width of a letter, on average. Text is measured before any browser has seen it. */
const LETTER = 6.1;

/** The colors, light and dark. The site has its own names for them, which follow its switch. */
const LIGHT =
  '--paper:#fff;--ink:#1f2933;--soft:#616e7c;--line:#b8c2cc;--fill:#f5f7fa;--accent:#2563eb;--good:#15803d;--bad:#b45309';
const DARK =
  '--paper:#1b1b1f;--ink:#e4e7eb;--soft:#9aa5b1;--line:#52606d;--fill:#26292f;--accent:#7aa7ff;--good:#5fce8b;--bad:#f0b060';
const FONT = '12px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif';
const RULES =
  'text{fill:var(--ink);text-anchor:middle}.left{text-anchor:start}.right{text-anchor:end}.b{font-weight:600}.s{fill:var(--soft)}.c{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:11px}' +
  '.g{fill:var(--good)}.w{fill:var(--bad)}.h{stroke:var(--paper);stroke-width:4;paint-order:stroke}' +
  '.box{fill:var(--fill);stroke:var(--line)}.box.a{stroke:var(--accent)}.box.g{fill:var(--fill);stroke:var(--good)}.box.w{fill:var(--fill);stroke:var(--bad)}' +
  '.l{fill:none;stroke:var(--line)}.e{fill:none;stroke:var(--soft);marker-end:url(#t)}.d{stroke-dasharray:4 3}.x{stroke:var(--bad);marker-end:none}#t path{fill:var(--soft)}';

/** What the pages of the site give the pictures in their text, where these have no style of their own. */
export const SITE_STYLE: string = `.diagram{display:block;max-width:30rem;margin:1.5rem auto}.diagram svg{width:100%;height:auto;${LIGHT};font:${FONT}}.dark .diagram svg{${DARK}}${RULES.replaceAll(/(^|\})([^{}]+)\{/g, (_, end, selectors) => `${end}${String(selectors).replaceAll(/(^|,)/g, '$1.diagram ')}{`)}`;

/** A whole picture. It has a background of its own: a page may be dark while its reader's system is light. */
export function svg(height: number, about: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(about)}">
<style>svg{${LIGHT};font:${FONT}}@media(prefers-color-scheme:dark){svg{${DARK}}}${RULES}</style>
<defs><marker id="t" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4 0 8z"/></marker></defs>
<rect width="${WIDTH}" height="${height}" rx="8" fill="var(--paper)"/>
${parts.join('\n')}
</svg>
`;
}

/** Lines of text around `x`, whose last one ends at `y`. */
export function text(x: number, y: number, lines: readonly string[], style = ''): string {
  return lines
    .map((line, index) => {
      const at = y - (lines.length - 1 - index) * LINE;
      return `<text x="${round(x)}" y="${round(at)}"${style && ` class="${style}"`}>${escaped(line)}</text>`;
    })
    .join('');
}

export function box(x: number, y: number, width: number, height: number, style = ''): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6" class="box${style && ` ${style}`}"/>`;
}

export function path(points: string, style: string): string {
  return `<path d="${points}" class="${style}"/>`;
}

/** The text in lines that fit a width. */
export function wrapped(words: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && (line.length + 1 + word.length) * LETTER <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function heightOf(lines: readonly string[]): number {
  return lines.length * LINE;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
