import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APIS } from '../shared/apis.ts';
import { parseCommandLine } from '../shared/command-line.ts';
import { BuildError, fail } from '../shared/document.ts';
import { withDocumentEntry } from './changelog.ts';
import type { DocumentComparison } from './compare/change.ts';
import { pull } from './pull.ts';
import { markdown } from './report.ts';

const HELP = `Usage: npm run regenerate [-- <url-or-file>...] [--api checkout|recurring-billing] [--report FILE]

Adopts new vendor documents in one go: pull, diff, generate, type check, contract tests, and a drafted entry in CHANGELOG.md
that states the version bump. Stops at the first step that fails and names it; run it again to continue from there. Nothing
is committed, and the error names the files that were written, so that \`git restore\` can undo them.

Without a document, takes each API from the URL that openapi/README.md records for it.

  --api NAME     the API; detected by its paths by default
  --report FILE  also write the report there, in Markdown, for a pull request

Exit: 0 done (also when nothing changed), 1 a step failed.`;

const root = join(import.meta.dirname, '../..');

type Step = readonly [name: string, script: string, ...args: string[]];

/** Steps after the pull, in order. */
const STEPS: readonly Step[] = [
  ['generate', 'scripts/generate/index.ts'],
  [
    'type check',
    'node_modules/typescript-7/bin/tsc',
    // A run that continues from here checks only what was edited since.
    ...['-p', '.', '--incremental', '--tsBuildInfoFile', 'reports/unfinished.tsbuildinfo'],
  ],
  // Against Prism, which reads the document itself. On the sandbox and over undici they would check the same things in it.
  ['contract tests', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'wire', 'test/wire/contract'],
];

async function runRegenerate(args: readonly string[]): Promise<void> {
  const parsed = parseCommandLine(HELP, {
    args: [...args],
    allowPositionals: true,
    options: {
      api: { type: 'string' },
      report: { type: 'string' },
    },
  });
  if (!parsed) return;
  const { values, positionals } = parsed;
  const unfinished = await readUnfinished();
  const sources = positionals.length > 0 || unfinished ? positionals : await recordedUrls(values.api);
  if (sources.length === 0 && !unfinished) {
    console.log(
      'openapi/README.md records no URL to download a document from; pass one: npm run regenerate -- <url-or-file>',
    );
    return;
  }
  const pulled: DocumentComparison[] = [];
  for (const source of sources) {
    const { changed, comparison } = await pull(source, { api: values.api, openapi: 'openapi', dryRun: false });
    if (changed) pulled.push(comparison);
  }
  // The documents of an unfinished run are already in place, so comparing with them would report nothing.
  const isPulled = ({ api }: DocumentComparison) => pulled.some((comparison) => comparison.api === api);
  const earlier = unfinished?.comparisons.filter((comparison) => !isPulled(comparison)) ?? [];
  const comparisons = [...pulled, ...earlier];
  if (comparisons.length === 0) return console.log('Nothing changed.');
  const report = comparisons.map((comparison) => markdown(comparison)).join('\n');
  console.log(report);
  if (values.report !== undefined) await writeFile(values.report, report);
  const failed = pulled.length === 0 ? unfinished?.step : undefined;
  const first = failed !== undefined && (await isGenerated()) ? STEPS.findIndex(([name]) => name === failed) : 0;
  for (const [name, script, ...args] of STEPS.slice(Math.max(0, first))) {
    console.log(`› ${name}`);
    const code = await run(script, args);
    if (code === 0) continue;
    await writeUnfinished({ step: name, comparisons });
    const written = comparisons.flatMap(({ api }) => [`openapi/${api}.yaml`, `generated/${api}`]);
    throw new BuildError(
      `${name} failed (exit ${code}): see above. \`npm run regenerate\` goes on from here; ` +
        `\`git restore openapi/README.md ${written.join(' ')}\` undoes what was written.`,
    );
  }
  await rm(UNFINISHED, { force: true });
  for (const comparison of comparisons) {
    const changelog = await readFile('CHANGELOG.md', 'utf8');
    const drafted = withDocumentEntry(changelog, comparison);
    if (drafted === changelog) continue;
    await writeFile('CHANGELOG.md', drafted);
    console.log(`CHANGELOG.md: a ${comparison.verdict} change is drafted. Read and edit it before committing.`);
  }
}

function run(script: string, args: readonly string[], stdio: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { stdio, cwd: root });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether the overlay is as it was when the files were generated. */
async function isGenerated(): Promise<boolean> {
  return (await run('scripts/generate/index.ts', ['--check'], 'ignore')) === 0;
}

// Not `regenerate.json`, which the report of its tests is named.
const UNFINISHED = 'reports/unfinished.json';

/** A run that put its documents in place and failed at a later step. */
interface Unfinished {
  readonly step: string;
  readonly comparisons: readonly DocumentComparison[];
}

async function writeUnfinished(unfinished: Unfinished): Promise<void> {
  await mkdir('reports', { recursive: true });
  await writeFile(UNFINISHED, JSON.stringify({ ...unfinished, documents: await documentsHash() }));
}

/** Undefined when there is none, or its documents have been replaced since. */
async function readUnfinished(): Promise<Unfinished | undefined> {
  const text = await readFile(UNFINISHED, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { documents, ...unfinished } = JSON.parse(text) as Unfinished & { documents: string };
  return documents === (await documentsHash()) ? unfinished : undefined;
}

async function documentsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const api of APIS) hash.update(await readFile(`openapi/${api}.yaml`));
  return hash.digest('hex');
}

async function recordedUrls(wanted: string | undefined): Promise<string[]> {
  const readme = await readFile('openapi/README.md', 'utf8');
  return APIS.filter((api) => wanted === undefined || api === wanted).flatMap((api) => {
    const from = new RegExp(`^\\| \`${api}\\.yaml\` \\| (\\S+) \\|`, 'm').exec(readme)?.[1];
    return from?.startsWith('https://') ? [from] : [];
  });
}

if (import.meta.main) runRegenerate(process.argv.slice(2)).catch((error: unknown) => fail(error));
