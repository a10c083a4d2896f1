import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './results.ts';
import type { Row } from './row.ts';

/** Draws `chart.svg` from `results.json`: the cost of a call, compared with the peers. */
const HERE = import.meta.dirname;
const results = JSON.parse(readFileSync(join(HERE, 'results.json'), 'utf8')) as Results;

const PANELS = [
  {
    title: 'CPU of a call over a stubbed fetch, µs',
    group: 'CPU per call over a stubbed fetch',
    what: 'POST, small body',
  },
  {
    title: 'A GET over loopback, µs',
    group: 'Loopback, one call at a time',
    what: 'GET',
    overUndici: 'Loopback, one call at a time, the client over undici.request',
  },
  { title: 'Import in a fresh process, ms', group: 'Import in a fresh process', what: 'time' },
  {
    title: 'Minified and gzipped, kB',
    group: 'Bundle, minified and gzipped, with all dependencies',
    what: 'both, and everything beside',
  },
] as const;

const WIDTH = 960;
const COLUMN = WIDTH / 2;
const LABEL = 160;
const BAR = 14;
const STEP = 20;
const HEAD = 34;

interface Bar {
  readonly name: string;
  readonly isOurs?: true;
  readonly value: number;
}

const panels = PANELS.map(({ title, what, ...groups }) => {
  const rowsOf = (group: string) => results.rows.filter((row) => row.group === group && row.what === what);
  const bars = barsOf(rowsOf(groups.group));
  const [overUndici] = 'overUndici' in groups ? rowsOf(groups.overUndici) : [];
  if (overUndici) bars.splice(1, 0, { name: 'over undici', value: overUndici.ours, isOurs: true });
  return { title, bars };
}).filter(({ bars }) => bars.length > 0);

const rowHeights = [0, 2].map((first) =>
  Math.max(...panels.slice(first, first + 2).map(({ bars }) => HEAD + bars.length * STEP + 16), 0),
);
const height = 30 + rowHeights.reduce((sum, one) => sum + one, 0);
const drawn = panels.map(({ title, bars }, index) => {
  const x = (index % 2) * COLUMN;
  const y = index < 2 ? 0 : (rowHeights[0] ?? 0);
  return `<g transform="translate(${x} ${y})">${panel(title, bars)}</g>`;
});

writeFileSync(
  join(HERE, 'chart.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
<title id="title">paysera-client beside other clients: CPU of a call, a GET over loopback, import time, size. Shorter is better.</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #57606a; }
.head { font-weight: 600; font-size: 13px; fill: #1f2328; }
.ours { fill: #0969da; } .peer { fill: #afb8c1; } .name.ours { font-weight: 600; }
@media (prefers-color-scheme: dark) { text { fill: #9198a1; } .head { fill: #f0f6fc; } .peer { fill: #59636e; } .ours { fill: #4493f8; } }
</style>
${drawn.join('\n')}
<text x="12" y="${height - 12}">Shorter is better. ${xml(`${results.date}, Node ${results.versions['node']}, ${results.machine}`)}. Contenders take turns in one run.</text>
</svg>
`,
);

/** This client first, then the peers in ascending order. */
function barsOf(rows: readonly Row[]): Bar[] {
  const [first] = rows;
  if (!first) return [];
  const peers = rows.flatMap(({ peer }) => (peer ? [{ name: peer.name, value: peer.value }] : []));
  return [{ name: 'paysera-client', value: first.ours, isOurs: true }, ...peers.toSorted((a, b) => a.value - b.value)];
}

function panel(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = COLUMN - LABEL - 70;
  const lines = bars.map(({ name, value, isOurs }, index) => {
    const y = HEAD + index * STEP;
    const width = Math.max(1, (value / most) * room).toFixed(1);
    const side = isOurs ? 'ours' : 'peer';
    const shown = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
    return `<text class="name ${side === 'ours' ? 'ours' : ''}" x="${LABEL - 8}" y="${y + 11}" text-anchor="end">${xml(name)}</text><rect class="${side}" x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="2"/><text x="${LABEL + Number(width) + 6}" y="${y + 11}">${shown}</text>`;
  });
  return `<text class="head" x="12" y="20">${xml(title)}</text>\n${lines.join('\n')}`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
