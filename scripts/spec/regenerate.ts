import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGenerate } from '../generate/index.ts';
import { APIS } from '../shared/apis.ts';
import { parseCommandLine } from '../shared/command-line.ts';
import { BuildError, fail, parseSource, readSource } from '../shared/document.ts';
import { withDocumentEntry } from './changelog.ts';
import type { DocumentComparison } from './compare/change.ts';
import { compareDocuments } from './compare/compare.ts';
import { download } from './download.ts';
import {
  CHECKED,
  type Progress,
  type ReplacedDocument,
  readProgress,
  stateOf,
  withReplaced,
  writeProgress,
} from './progress.ts';
import { isInPlace, pull } from './pull.ts';
import { markdown } from './report.ts';

const HELP = `Usage: npm run regenerate [-- <url-or-file>...] [--api checkout|recurring-billing] [--report FILE]

Adopts new vendor documents in one go: pull, diff, generate, type check, contract tests, and a drafted entry in CHANGELOG.md
that states the version bump. Stops at the first step that fails and names it; run it again to continue from there. Nothing
is committed, and the error names the files that were written, so that \`git restore\` can undo them.

The steps run whoever put a document in place or edited an overlay: a step is left out only when it has passed for these very
documents, overlays, generated files and code.

Without a document, takes each API from the URL that openapi/README.md records for it, or the documents that are in place.

  --api NAME     the API; detected by its paths by default
  --report FILE  also write the report there, in Markdown, for a pull request

Exit: 0 every step has passed, 1 one failed.`;

const root = join(import.meta.dirname, '../..');

type Step = readonly [name: string, run: () => Promise<number>];

const GENERATE = 'generate';

/** Steps after the pull, in order. */
const STEPS: readonly Step[] = [
  [GENERATE, generate],
  [
    'type check',
    () =>
      run(
        'node_modules/typescript-7/bin/tsc',
        // A run that continues from here checks only what was edited since.
        ...['-p', '.', '--incremental', '--tsBuildInfoFile', 'reports/unfinished.tsbuildinfo'],
      ),
  ],
  [
    'contract tests',
    // Against Prism, which reads the document itself. On the sandbox and over undici they would check the same things in it.
    () => run('node_modules/vitest/vitest.mjs', 'run', '--project', 'wire', 'test/wire/contract'),
  ],
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
  let progress = await readProgress();
  const isUnfinished = progress.replaced.length > 0;
  const sources = positionals.length > 0 || isUnfinished ? positionals : await recordedUrls(values.api);
  for (const source of sources) {
    const downloaded = await download(source);
    // Its first step checks what is in place.
    if (await isInPlace(downloaded, 'openapi')) continue;
    const { api, replaced } = await pull(downloaded, { api: values.api, openapi: 'openapi', dryRun: false });
    if (replaced === undefined) continue;
    progress = withReplaced(progress, { api, text: replaced });
    // At once: nothing else has the document that was replaced, should a comparison fail.
    await writeProgress(progress);
  }
  const comparisons: DocumentComparison[] = [];
  for (const document of progress.replaced) comparisons.push(await comparisonSince(document));
  const report = comparisons.map((comparison) => markdown(comparison)).join('\n');
  if (comparisons.length > 0) {
    console.log(report);
    if (values.report !== undefined) await writeFile(values.report, report);
  }
  const ran = await runSteps(progress);
  if (comparisons.length === 0) {
    const names = STEPS.map(([name]) => name).join(', ');
    return console.log(ran ? `${names}: passed.` : `Nothing changed since these passed: ${names}.`);
  }
  for (const comparison of comparisons) {
    const changelog = await readFile('CHANGELOG.md', 'utf8');
    const drafted = withDocumentEntry(changelog, comparison);
    if (drafted === changelog) continue;
    await writeFile('CHANGELOG.md', drafted);
    console.log(`CHANGELOG.md: a ${comparison.verdict} change is drafted. Read and edit it before committing.`);
  }
}

/** What has changed since the update began, with the overlay as it is now. */
async function comparisonSince({ api, text }: ReplacedDocument): Promise<DocumentComparison> {
  const [path, overlay] = [`openapi/${api}.yaml`, `openapi/${api}.overlay.yaml`];
  return compareDocuments(api, parseSource(text, path), readSource(path), readSource(overlay));
}

/** Runs each step that has not passed for what is there now, and says whether there was any. */
async function runSteps({ passed: earlier, replaced }: Progress): Promise<boolean> {
  let passed = earlier;
  let ran = false;
  for (const [name, step] of STEPS) {
    const state = await stateOf(CHECKED);
    if (passed.state !== state) passed = { state, steps: [] };
    if (passed.steps.includes(name)) continue;
    console.log(`› ${name}`);
    ran = true;
    const code = await step();
    if (code !== 0) {
      await writeProgress({ passed, replaced });
      const apis = replaced.length > 0 ? replaced.map(({ api }) => api) : APIS;
      const written = apis.flatMap((api) => [`openapi/${api}.yaml`, `generated/${api}`]);
      throw new BuildError(
        `${name} failed (exit ${code}): see above. \`npm run regenerate\` goes on from here; ` +
          `\`git restore openapi/README.md ${written.join(' ')}\` undoes what was written.`,
      );
    }
    // What is edited while a step runs has not passed it; only `generate` itself changes what is there.
    passed = { state: name === GENERATE ? await stateOf(CHECKED) : state, steps: [...passed.steps, name] };
  }
  await writeProgress({ passed, replaced: [] });
  return ran;
}

/** In this process: what the pull has linted and generated of a document is not done again. */
function generate(): Promise<number> {
  return runGenerate([]).then(
    () => 0,
    (error: unknown) => {
      fail(error);
      return 1;
    },
  );
}

function run(script: string, ...args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { stdio: 'inherit', cwd: root });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function recordedUrls(wanted: string | undefined): Promise<string[]> {
  const readme = await readFile('openapi/README.md', 'utf8');
  return APIS.filter((api) => wanted === undefined || api === wanted).flatMap((api) => {
    const from = new RegExp(`^\\| \`${api}\\.yaml\` \\| (\\S+) \\|`, 'm').exec(readme)?.[1];
    return from?.startsWith('https://') ? [from] : [];
  });
}

if (import.meta.main) runRegenerate(process.argv.slice(2)).catch((error: unknown) => fail(error));
