import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MEASURED_IMPORTS, type Part, sizeOf } from '../../scripts/check/size.ts';
import { BUILDING_BLOCKS, folderOf, manifestOf, PEERS } from '../packages.ts';
import type { Row } from '../row.ts';

/** The intended size of the whole client, in kilobytes. */
const WHOLE = 20;
const ROOT = join(import.meta.dirname, '..', '..');

/** The size of an import as bundled by a user: minified and gzipped, with dependencies. */
export async function bundles(quick: boolean): Promise<Row[]> {
  const group = 'Bundle, minified and gzipped, with all dependencies';
  const rows: Row[] = [];
  for (const [what, { source, budget }] of Object.entries<Part>(MEASURED_IMPORTS)) {
    const { gzipped, deferred } = await sizeOf(source);
    const row = { group, what, unit: 'kB', ours: gzipped / 1000 };
    if (budget !== undefined) {
      rows.push({ ...row, budget: { on: 'ours', limit: budget / 1000, deterministic: true } });
      continue;
    }
    // Of the whole, more than anybody imports: not met today, and not to fail a run that measures other things.
    rows.push({ ...row, budget: { on: 'ours', limit: WHOLE } });
    for (const { name, specifier } of quick ? [] : [...PEERS, ...BUILDING_BLOCKS]) {
      const path = JSON.stringify(fileURLToPath(import.meta.resolve(specifier)));
      const peer = await sizeOf(`export * as all from ${path};`);
      rows.push({ ...row, peer: { name, value: peer.gzipped / 1000 }, ratio: gzipped / peer.gzipped });
    }
    rows.push({ ...row, what: 'loaded later, with the first repeat or check', ours: deferred / 1000 });
  }
  return rows;
}

/** The size on disk after `npm install`: the package and all of its dependencies. */
export function installed(): Row[] {
  const ours = footprintOf(ROOT);
  const rows: Row[] = [];
  for (const what of ['megabytes', 'files', 'packages'] as const) {
    for (const { name } of PEERS) {
      const folder = folderOf(name);
      if (!folder) throw new Error(`${name} is not installed; run npm ci in bench.`);
      const theirs = footprintOf(folder);
      rows.push({
        group: 'Installed, with all dependencies',
        what,
        unit: what === 'megabytes' ? 'MB' : '',
        ours: ours[what],
        peer: { name, value: theirs[what] },
        ratio: ours[what] / theirs[what],
      });
    }
  }
  rows.push({
    group: 'Installed, with all dependencies',
    what: 'runtime dependencies',
    unit: '',
    ours: Object.keys(manifestOf(ROOT).dependencies ?? {}).length,
    budget: { on: 'ours', limit: 3, deterministic: true },
  });
  return rows;
}

interface Footprint {
  readonly megabytes: number;
  readonly files: number;
  readonly packages: number;
}

function footprintOf(folder: string): Footprint {
  const folders = new Set<string>();
  const visit = (at: string) => {
    if (folders.has(at)) return;
    folders.add(at);
    for (const name of Object.keys(manifestOf(at).dependencies ?? {})) {
      const found = folderOf(name, at);
      if (found) visit(found);
    }
  };
  visit(folder);
  const files = [...folders].flatMap((at) => filesOf(at));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { megabytes: bytes / 1e6, files: files.length, packages: folders.size };
}

/** The files of a package: of ours, which is not installed here, those it would be published with. */
function filesOf(folder: string): string[] {
  if (folder !== ROOT) return walk(folder);
  const named = (manifestOf(ROOT).files ?? []).filter((name) => name !== 'dist' && !name.includes('*'));
  return [
    ...walk(join(ROOT, 'bench/dist')),
    ...['README.md', 'LICENSE', 'package.json', ...named].map((name) => join(ROOT, name)),
    ...['checkout', 'recurring-billing'].map((api) => join(ROOT, 'generated', api, 'openapi.json')),
  ].filter(existsSync);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}
