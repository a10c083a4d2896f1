import { execFileSync } from 'node:child_process';
import { median } from '../interleave.ts';
import { BUILDING_BLOCKS, OURS, type Package, PEERS } from '../packages.ts';
import type { Row } from '../row.ts';

interface Start {
  readonly time: number;
  readonly resident: number;
}

const EMPTY: Package = { name: '(nothing)', specifier: 'node:process' };

/** The cost of importing a package in its own process: milliseconds, and memory above an empty process. */
export async function importTime(quick: boolean): Promise<Row[]> {
  const packages = quick ? [OURS, PEERS[0] as Package, EMPTY] : [OURS, ...PEERS, ...BUILDING_BLOCKS, EMPTY];
  const starts = new Map<Package, Start[]>(packages.map((one) => [one, []]));
  // In turns, so that all meet the same conditions; the first round fills the file cache.
  for (let lap = quick ? -1 : -2; lap < (quick ? 7 : 15); lap++) {
    for (const [one, measured] of starts) {
      const start = importOnce(one.specifier);
      if (lap >= 0) measured.push(start);
    }
  }
  const of = (one: Package, what: keyof Start) => (starts.get(one) ?? []).map((start) => start[what]);
  const base = median(of(EMPTY, 'resident'));
  const rows: Row[] = [];
  for (const peer of packages.slice(1, -1)) {
    rows.push({
      group: 'Import in a fresh process',
      what: 'time',
      unit: 'ms',
      ours: median(of(OURS, 'time')),
      peer: { name: peer.name, value: median(of(peer, 'time')) },
      ratio: median(of(OURS, 'time').map((time, lap) => time / (of(peer, 'time')[lap] ?? Number.NaN))),
      ...(peer.name === 'stripe' && { budget: { on: 'ratio', limit: 0.5 } }),
    });
  }
  for (const peer of packages.slice(1, -1)) {
    const [ours, theirs] = [OURS, peer].map((one) => median(of(one, 'resident')) - base) as [number, number];
    rows.push({
      group: 'Import in a fresh process',
      what: 'resident memory over an empty process',
      unit: 'MB',
      ours,
      peer: { name: peer.name, value: theirs },
      ratio: ours / theirs,
    });
  }
  return rows;
}

function importOnce(specifier: string): Start {
  const code = `const t = performance.now(); await import(${JSON.stringify(specifier)}); const time = performance.now() - t;
globalThis.gc(); console.log(JSON.stringify({ time, resident: process.memoryUsage.rss() / 1e6 }));`;
  const printed = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(printed) as Start;
}
