import type { Row } from './row.ts';

const BEGIN = '<!-- figures, written by `npm run bench` -->';
const END = '<!-- end -->';

const GROUPS = ['Loopback, one call at a time', 'Loopback, 50 calls at once'] as const;
const BARE = 'bare fetch';
const CALLS = ['GET', 'POST, small body', 'GET a page of 20', 'POST, signed by MAC'] as const;

/** What a call over loopback costs, in units of a bare `fetch`. */
export function figuresOf(rows: readonly Row[]): string {
  const cells = CALLS.flatMap((what) => {
    const ours = GROUPS.map((group) => find(rows, group, what, BARE));
    const byHand = GROUPS.map((group, index) => quotient(find(rows, group, what, 'the same by hand'), ours[index]));
    const overUndici = GROUPS.map((group) => find(rows, `${group}, the client over undici.request`, what, BARE)?.ratio);
    return [
      [what, 'the client', ...ours.map((row) => times(row?.ratio)), times(ours[0]?.budget?.limit)],
      [what, 'the same by hand', ...byHand.map(times), ''],
      [what, 'the client over `undici.request`', ...overUndici.map(times), ''],
    ].filter(([, , ...figures]) => figures.some((figure) => figure !== ''));
  });
  const lines = [
    ['', 'against a bare `fetch`', 'one call at a time', '50 at once', 'budget'],
    Array(5).fill('---'),
    ...cells,
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** The page with these figures in their place. */
export function withFigures(page: string, rows: readonly Row[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`The page has no ${BEGIN} … ${END}.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${figuresOf(rows)}\n\n${page.slice(end)}`;
}

function find(rows: readonly Row[], group: string, what: string, peer: string): Row | undefined {
  return rows.find((row) => row.group === group && row.what === what && row.peer?.name === peer);
}

/** How one peer compares with another: of the medians of both, which one run measured in turns. */
function quotient(one: Row | undefined, other: Row | undefined): number | undefined {
  return one?.peer && other?.peer && one.peer.value / other.peer.value;
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio.toFixed(2)} ×`;
}
