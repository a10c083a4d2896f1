import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { APIS } from '../shared/apis.ts';
import { BuildError, fail } from '../shared/document.ts';
import { withDocumentEntry } from './changelog.ts';
import { type PullResult, pull } from './pull.ts';
import { markdown } from './report.ts';

const HELP = `Usage: npm run regenerate [-- <url-or-file>...] [--api checkout|recurring-billing] [--report FILE]

Follows new vendor documents, all the way: pull, diff, generate, type check, contract tests, and a drafted entry in
CHANGELOG.md that says which bump it is. Stops at the first step that fails and names it; nothing is committed, so
\`git restore openapi generated\` undoes it.

Without a document, takes each API from the URL that openapi/README.md records for it.

  --api NAME     the API; detected by its paths by default
  --report FILE  also write the report there, in Markdown, for a pull request

Exit: 0 done (also when nothing changed), 1 a step failed.`;

const root = join(import.meta.dirname, '../..');

/** Steps after the pull, in order. */
const STEPS: readonly (readonly [name: string, script: string, ...args: string[]])[] = [
  ['generate', 'scripts/generate/index.ts'],
  ['type check', 'node_modules/typescript-7/bin/tsc', '-p', '.'],
  // With `fetch` alone: which transport carries the requests has nothing to do with the document.
  ['contract tests', 'node_modules/vitest/vitest.mjs', 'run', 'test/wire/contract', '--project=!wire over undici'],
];

async function runRegenerate(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      api: { type: 'string' },
      report: { type: 'string' },
    },
  });
  if (values.help) return console.log(HELP);
  const sources = positionals.length > 0 ? positionals : await recordedUrls(values.api);
  if (sources.length === 0) {
    console.log(
      'openapi/README.md records no URL to take a document from; give one: npm run regenerate -- <url-or-file>',
    );
    return;
  }
  const pulled: PullResult[] = [];
  for (const source of sources) pulled.push(await pull(source, { api: values.api, openapi: 'openapi', dryRun: false }));
  const report = pulled.map(({ comparison }) => markdown(comparison)).join('\n');
  console.log(report);
  if (values.report !== undefined) await writeFile(values.report, report);
  if (!pulled.some(({ changed }) => changed)) return console.log('Nothing changed.');
  for (const [name, script, ...args] of STEPS) {
    console.log(`› ${name}`);
    const code = await run(script, args);
    if (code !== 0) {
      throw new BuildError(
        `${name} failed (exit ${code}): see above. \`git restore openapi generated\` undoes the pull.`,
      );
    }
  }
  for (const { comparison } of pulled) {
    const changelog = await readFile('CHANGELOG.md', 'utf8');
    const drafted = withDocumentEntry(changelog, comparison);
    if (drafted === changelog) continue;
    await writeFile('CHANGELOG.md', drafted);
    console.log(`CHANGELOG.md: a ${comparison.verdict} change is drafted. Read and edit it before committing.`);
  }
}

function run(script: string, args: readonly string[]): Promise<number> {
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
