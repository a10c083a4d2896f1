import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import type { Calls } from '../contender.ts';
import { interleave, median } from '../interleave.ts';
import type { Ours } from '../ours.ts';
import { signedBy, withValidation } from '../paysera.ts';
import { stubbedFetch } from '../responses.ts';
import type { Row } from '../row.ts';

const ROOT = join(import.meta.dirname, '..', '..');
// What adds the line of the caller's code to an error, by module, and what stands there without it.
const ADDED: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  'call.ts': [[/throw await showingCaller\(error, .+\);/, 'throw error;']],
  'caller.ts': [
    [/throw await showingCaller\(error, .+\);/, 'throw error;'],
    [/new Called\(promise, caller\);\s+return Object\.setPrototypeOf\(promise, .+\);/, 'return promise;'],
  ],
};
const ADDING = /\/src\/runtime\/call\/(call|caller)\.ts$/;

/** What it costs a successful call that its error would show the line of the caller's code: with and without that, in turns. */
export async function callerLine(quick: boolean): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paysera-bench-'));
  try {
    const builds = [await build(folder, 'with'), await build(folder, 'without')];
    const rows: Row[] = [];
    const checkout = builds.map((load) => withValidation('', 'report', undefined, load));
    const recurring = builds.map(signedBy);
    for (const [what, apis, call] of [
      ['GET', checkout, 'get'],
      ['POST, small body', checkout, 'create'],
      ['GET a page of 20', checkout, 'list'],
      ['POST, signed by MAC', recurring, 'create'],
    ] as const) {
      const clients = await Promise.all(apis.map((api) => api.connect('http://127.0.0.1:9', stubbedFetch)));
      rows.push(await compare(what, call, clients, quick));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(what: string, call: keyof Calls, clients: readonly Calls[], quick: boolean): Promise<Row> {
  const contenders = clients.map((calls, index) => ({ name: String(index), run: () => calls[call]() }));
  for (const { run } of contenders) await run();
  const [adding, silent] = await interleave(contenders, { rounds: quick ? 60 : 400, calls: 80 });
  const without = median(silent?.cpu ?? []);
  return {
    group: "The caller's line in errors, CPU per call over a stubbed fetch",
    what,
    unit: 'µs',
    // The difference is the median of the differences of each round, not of two medians.
    ours: without + median((adding?.cpu ?? []).map((micros, round) => micros - (silent?.cpu[round] ?? Number.NaN))),
    peer: { name: 'without it', value: without },
    budget: { on: 'more', limit: 2 },
  };
}

function withoutLine(code: string, module: string): string {
  let silent = code;
  for (const [added, instead] of ADDED[module] ?? []) {
    if (!added.test(silent))
      throw new Error(`Nothing adds the line as ${added} in ${module} any more: measure what does.`);
    silent = silent.replace(added, instead);
  }
  return silent;
}

/** The client in one file, so that both are built alike. */
async function build(folder: string, name: 'with' | 'without'): Promise<() => Promise<Ours>> {
  let replaced = 0;
  const bundle = await rolldown({
    input: join(ROOT, 'src/index.ts'),
    platform: 'neutral',
    external: [/^node:/, ...builtinModules],
    logLevel: 'silent',
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'without-the-line',
        transform: {
          filter: { id: ADDING },
          handler(code, id) {
            replaced++;
            return name === 'with' ? code : withoutLine(code, basename(id));
          },
        },
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  if (replaced !== 2) throw new Error(`${replaced} modules add the line; expected two.`);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, output[0].code);
  return () => import(pathToFileURL(file).href);
}
