import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSources } from '../generate/index.ts';
import { draftingOverlay } from '../generate/overlay/draft-overlay.ts';
import { APIS, type Api } from '../shared/apis.ts';
import { onlyDocument, parseCommandLine } from '../shared/command-line.ts';
import { fail, readSource } from '../shared/document.ts';
import type { DocumentComparison } from './compare/change.ts';
import { compareDocuments } from './compare/compare.ts';
import { detectApi } from './detect-api.ts';
import { type Downloaded, download } from './download.ts';
import { readProgress, withReplaced, writeProgress } from './progress.ts';
import { withProvenance } from './provenance.ts';
import { markdown } from './report.ts';

const HELP = `Usage: npm run spec:pull -- <url-or-file> [--api NAME] [--dry-run] [--write-overlay]

Puts a vendor's document (YAML or JSON, OpenAPI 3.0 or 3.1) in place of the committed one, and its date, hash and version
into openapi/README.md. Before that it is checked to be a document of that API, seen through our overlay, linted,
generated from and compared. If anything is wrong, the document stays as it is, and every problem is listed.

  --api NAME       checkout or recurring-billing; detected by its paths by default
  --dry-run        do everything except putting the document in place
  --write-overlay  add actions to the overlay that would fix the problems, for review
  --openapi DIR    where the documents are (default openapi)

Exit: 0 in place (or already there), 1 refused.`;

const DOCUMENTS = 'openapi';

/** What a pull did. */
export interface PullResult {
  readonly api: Api;
  readonly comparison: DocumentComparison;
  /** The text of the document that was there, if it was another. */
  readonly replaced: string | undefined;
}

/** Whether one of the documents is this one, byte for byte. */
export async function isInPlace({ text }: Downloaded, openapi: string): Promise<boolean> {
  const present = APIS.map((api) => readFile(join(openapi, `${api}.yaml`), 'utf8'));
  return (await Promise.all(present)).includes(text);
}

export async function pull(
  downloaded: Downloaded,
  options: { api?: string | undefined; openapi: string; dryRun: boolean; writeOverlay?: boolean },
): Promise<PullResult> {
  const { api, source } = detectApi(downloaded, options.api, options.openapi);
  const path = join(options.openapi, `${api}.yaml`);
  const overlay = readSource(join(options.openapi, `${api}.overlay.yaml`));
  const base = readSource(path);
  const generating = generateSources(api, source, overlay, base);
  await (options.writeOverlay ? draftingOverlay(generating) : generating);
  const comparison = await compareDocuments(api, base, source, overlay);
  const replaced = base.text === downloaded.text ? undefined : base.text;
  if (!options.dryRun) {
    const readmePath = join(options.openapi, 'README.md');
    const readme = await readFile(readmePath, 'utf8').catch(() => '');
    const version = comparison.to;
    const date = new Date().toISOString().slice(0, 10);
    // A document that we hold already keeps the name of where it came from.
    const origin = replaced === undefined ? undefined : downloaded.from;
    const { sha256 } = downloaded;
    const updated = withProvenance(readme, api, {
      ...(origin === undefined ? { from: recordedSource(readme, api) } : { from: origin }),
      version,
      date,
      sha256,
    });
    await writeAll([
      [path, downloaded.text],
      [readmePath, updated],
    ]);
  }
  return { api, comparison, replaced };
}

function recordedSource(readme: string, api: Api): string {
  return new RegExp(`^\\| \`${api}\\.yaml\` \\| (.*?) \\|`, 'm').exec(readme)?.[1] ?? `${api}.yaml`;
}

/** Writes all files beside their places first, so that a full disk leaves everything as it was. */
async function writeAll(files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const temporary = files.map(([path]) => `${path}.new`);
  try {
    for (const [index, [, text]] of files.entries()) await writeFile(temporary[index] ?? '', text);
    for (const [index, [path]] of files.entries()) await rename(temporary[index] ?? '', path);
  } finally {
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
  }
}

export async function runPull(args: readonly string[]): Promise<void> {
  const parsed = parseCommandLine(HELP, {
    args: [...args],
    allowPositionals: true,
    options: {
      api: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'write-overlay': { type: 'boolean', default: false },
      openapi: { type: 'string', default: DOCUMENTS },
    },
  });
  if (!parsed) return;
  const { values, positionals } = parsed;
  const from = onlyDocument('spec:pull', positionals);
  const earlier = await readProgress();
  const { api, comparison, replaced } = await pull(await download(from), {
    ...values,
    dryRun: values['dry-run'],
    writeOverlay: values['write-overlay'],
  });
  console.log(markdown(comparison));
  const file = join(values.openapi, `${api}.yaml`);
  // `regenerate` reports it again, and drafts its entry in the changelog.
  if (replaced !== undefined && !values['dry-run'] && values.openapi === DOCUMENTS) {
    await writeProgress(withReplaced(earlier, { api, text: replaced }));
  }
  if (values['dry-run']) console.log(`${file} was left as it was (--dry-run).`);
  else if (replaced === undefined) console.log(`${file} is the same already.`);
  else console.log(`${file} is in place; \`npm run regenerate\` comes next.`);
}

if (import.meta.main) runPull(process.argv.slice(2)).catch((error: unknown) => fail(error));
