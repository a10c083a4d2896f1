import { join } from 'node:path';
import { generateSources } from '../generate/index.ts';
import { onlyDocument, parseCommandLine } from '../shared/command-line.ts';
import { BuildError, BuildErrors, describeCause, fail, parseSource, readSource } from '../shared/document.ts';
import type { DocumentComparison, Impact } from './compare/change.ts';
import { reaches } from './compare/classify-change.ts';
import { compareDocuments } from './compare/compare.ts';
import { detectApi } from './detect-api.ts';
import { download } from './download.ts';
import { markdown } from './report.ts';

const HELP = `Usage: npm run spec:diff -- <url-or-file> [--api checkout|recurring-billing] [--all] [--json]
                          [--fail-on IMPACT]

Compares a document with the committed one, both with our overlay applied, and reports what changes for callers. Modifies
nothing.

  --api NAME        the API; detected by its paths by default
  --base FILE       compare with this document instead of the committed one
  --all             list every change, not the first 40 of each kind
  --json            one object: { api, from, to, verdict, changes[], methods[], overlay, problems[] }
  --fail-on IMPACT  exit 1 at this verdict or above: patch, minor, major; none (the default) never
  --openapi DIR     where the committed documents are (default openapi)

The verdict is the semver bump required of this package: none, patch, minor or major. Problems are those for which spec:pull
would reject the document; it can be compared all the same, unless its references or its host are wrong.
Exit: 0 compared, 1 the verdict reaches --fail-on, 2 the document cannot be compared.`;

/** A comparison, with what is wrong with the document. */
interface Diff extends DocumentComparison {
  /** Each as `spec:pull` prints it. */
  readonly problems: readonly string[];
}

/** Reads a document and compares it with the committed one. */
export async function diffOf(
  from: string,
  options: { api?: string | undefined; base?: string | undefined; openapi: string },
): Promise<Diff> {
  const { api, source } = detectApi(await download(from), options.api, options.openapi);
  const overlay = readSource(join(options.openapi, `${api}.overlay.yaml`));
  const committed = join(options.openapi, `${api}.yaml`);
  const base = options.base === undefined ? readSource(committed) : await baseSource(options.base);
  const generating = generateSources(api, source, overlay, readSource(committed));
  const rejected = await generating.then(() => undefined, buildError);
  const comparison = await compareDocuments(api, base, source, overlay).catch((error: unknown) => {
    // Of a document that cannot be compared, everything is listed too.
    throw rejected ?? error;
  });
  const errors = rejected instanceof BuildErrors ? rejected.errors : [rejected ?? []].flat();
  return { ...comparison, problems: errors.map(describeCause) };
}

function buildError(error: unknown): BuildError {
  if (error instanceof BuildError) return error;
  throw error;
}

async function baseSource(path: string) {
  const { text, name } = await download(path);
  return parseSource(text, name);
}

const IMPACTS: readonly Impact[] = ['none', 'patch', 'minor', 'major'];

/** Runs the command, and gives its exit code. */
export async function runDiff(args: readonly string[]): Promise<number> {
  const parsed = parseCommandLine(HELP, {
    args: [...args],
    allowPositionals: true,
    options: {
      api: { type: 'string' },
      base: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'fail-on': { type: 'string', default: 'none' },
      openapi: { type: 'string', default: 'openapi' },
    },
  });
  if (!parsed) return 0;
  const { values, positionals } = parsed;
  const from = onlyDocument('spec:diff', positionals);
  const threshold = IMPACTS.find((impact) => impact === values['fail-on']);
  if (!threshold) throw new BuildError(`--fail-on ${values['fail-on']}: expected ${IMPACTS.join(', ')}.`);
  const comparison = await diffOf(from, values);
  console.log(values.json ? JSON.stringify(comparison, null, 2) : markdown(comparison, { ...values, ...comparison }));
  return reaches(comparison.verdict, threshold) ? 1 : 0;
}

if (import.meta.main) {
  runDiff(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => fail(error, 2),
  );
}
