import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUDGET, sizeOf } from '../../scripts/size.ts';
import { folderOf, manifestOf, PARTS, PEERS } from '../packages.ts';
import type { Row } from '../row.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WEBHOOKS_BUDGET = 4000;

/** Minified and gzipped, dependencies in it: what a user's bundler makes of an import. */
export async function bundles(quick: boolean): Promise<Row[]> {
  const group = 'Bundle, minified and gzipped, with all dependencies';
  const kB = (bytes: number) => bytes / 1000;
  const whole = await sizeOf("export * from './src/index.ts';");
  const budget = { on: 'ours', limit: kB(BUDGET), deterministic: true } as const;
  const row = (what: string, ours: number, more: Partial<Row> = {}): Row => ({
    ...{ group, what, unit: 'kB', ours: kB(ours) },
    ...more,
  });
  const alone = async (name: string) => (await sizeOf(`export { ${name} } from './src/index.ts';`)).gzipped;
  const rows = [
    row('createCheckout alone', await alone('createCheckout'), { budget }),
    row('createRecurringBilling alone', await alone('createRecurringBilling'), { budget }),
  ];
  const webhooks = join(ROOT, 'src/webhooks/index.ts');
  if (existsSync(webhooks)) {
    const { gzipped } = await sizeOf("export * from './src/webhooks/index.ts';");
    rows.push(row('webhooks alone', gzipped, { budget: { ...budget, limit: kB(WEBHOOKS_BUDGET) } }));
  }
  rows.push(row('loaded later, by the first repeat or check', whole.later));
  if (quick) return [...rows, row('whole client', whole.gzipped, { budget })];
  for (const [index, { name, specifier }] of [...PEERS, ...PARTS].entries()) {
    const { gzipped } = await sizeOf(
      `export * as all from ${JSON.stringify(fileURLToPath(import.meta.resolve(specifier)))};`,
    );
    rows.push(
      row('whole client', whole.gzipped, {
        peer: { name, value: kB(gzipped) },
        ratio: whole.gzipped / gzipped,
        ...(index === 0 && { budget }),
      }),
    );
  }
  return rows;
}

/** What `npm install` puts on the disk: the package and everything it depends on. */
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
