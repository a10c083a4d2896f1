import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { APIS, type Api } from '../shared/apis.ts';
import { parseCommandLine } from '../shared/command-line.ts';
import { BuildError, fail, type Json, type JsonObject, readSource, type SourceFile } from '../shared/document.ts';
import { remember } from '../shared/remember.ts';
import { combineRequired } from './code/combined-required.ts';
import { checkEmittedCode } from './code/emitted-code.ts';
import { emitOperations, emitValidators } from './code/operations.ts';
import { AMOUNT_INPUT, emitPaths } from './code/paths.ts';
import { emitSchemas } from './code/schemas.ts';
import { emitWebhooks } from './code/webhooks.ts';
import type { MergedDocument } from './document/merged-document.ts';
import { locationOfText, mergeSources } from './merge/merge.ts';
import { type OperationEntry, readOperations } from './operations/read-operations.ts';
import { draftingOverlay } from './overlay/draft-overlay.ts';
import { inSteps, type Warning } from './report/causes.ts';
import { describeWarnings } from './report/warnings.ts';

const HELP = `Usage: npm run generate [-- --check] [--api NAME] [--write-overlay] [--all] [--openapi DIR]
                           [--out DIR]

Turns openapi/<api>.yaml and its overlay into generated/<api>/: the bundled document, types, validators and the table of
operations. Files there that are no longer generated are removed. If anything is wrong, nothing is changed, and every problem
is listed with its location, and with the edit of the overlay that would fix it or what else to do.

  --check          change nothing; exit 1 when the committed files differ
  --api NAME       only this one: checkout or recurring-billing
  --write-overlay  add those actions to the overlays, for review
  --all            list every warning, not the first 3 of each kind
  --openapi DIR    where the documents are (default openapi)
  --out DIR        where the output goes (default generated)`;

/** The generated files of one API. */
export interface Generated {
  /** By file name in `generated/<api>/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly warnings: readonly Warning[];
}

export async function generate(api: Api, openapi = 'openapi'): Promise<Generated> {
  const source = readSource(join(openapi, `${api}.yaml`));
  return generateSources(api, source, readSource(join(openapi, `${api}.overlay.yaml`)));
}

/**
 * Generates from a document as seen through its overlay.
 *
 * @throws {BuildError} with everything that is wrong with the document.
 */
export async function generateSources(
  api: Api,
  source: SourceFile,
  overlay: SourceFile,
  base?: SourceFile,
): Promise<Generated> {
  return inSteps(async (drafts) => generateFrom(api, await mergeSources(source, overlay, { base, drafts })));
}

/** @throws {BuildError} with what is wrong with the document as it is. */
export async function generateFrom(api: Api, merged: MergedDocument): Promise<Generated> {
  const { document, locationOf, causes } = merged;
  const header = causes.attempt(() => headerOf(api, merged));
  const entries = readOperations(merged);
  const webhooks = causes.attempt(() => emitWebhooks(document, locationOf));
  causes.check();
  const combined = combineRequired(document);
  const [paths, schemas] = await Promise.all([
    pathsFrom(JSON.stringify({ combined, entries })).catch(unreadable(merged, 'openapi-typescript')),
    schemasFrom(JSON.stringify(combined)).catch(unreadable(merged, '@hey-api/openapi-ts')),
  ]);
  const [server] = (document['servers'] ?? []) as JsonObject[];
  const texts: [name: string, text: string][] = [
    ['paths.ts', paths],
    ['schemas.ts', schemas],
    ['operations.ts', emitOperations(entries, String(server?.['url']))],
    ['validators.ts', emitValidators(entries, schemas)],
    ...(webhooks === undefined ? [] : [['webhooks.ts', webhooks] satisfies [string, string]]),
  ];
  const files = new Map(texts.map(([name, text]) => [name, header + text]));
  for (const [name, text] of files) {
    checkEmittedCode(`${api}/${name}`, text, (code) => locationOfText(merged, code));
  }
  files.set('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
  return { files, warnings: causes.warnings };
}

const pathsFrom = remember((text) => {
  const { combined, entries } = JSON.parse(text) as { combined: JsonObject; entries: OperationEntry[] };
  return emitPaths(combined, entries);
});

const schemasFrom = remember((text) => emitSchemas(JSON.parse(text) as JsonObject));

/** A generator's own error has no location, and its stack does not mention the document. */
function unreadable({ locationOf }: MergedDocument, generator: string): (error: Error) => never {
  return (error) => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new BuildError(`${locationOf([])} ${generator} cannot read the document: ${message}`, {
      cause: error,
      advice: 'find the part of the document that it names, and remove or replace that in an action of the overlay.',
    });
  };
}

/** A version that can be part of a comment. */
function plainVersion(version: Json | undefined): string {
  const given = typeof version === 'string' ? version.replaceAll(/[^\w.+-]+/g, '-').slice(0, 64) : '';
  return given.replaceAll(/^-+|-+$/g, '') || 'unversioned';
}

function headerOf(api: Api, { document, source, overlay, locationOf }: MergedDocument): string {
  const { version } = (document['info'] ?? {}) as JsonObject;
  if (!/^[\w.+-]{1,64}$/.test(String(version))) {
    throw new BuildError(
      `${locationOf(['info', 'version'])} info.version is ${JSON.stringify(version)}; expected letters, digits, dots and dashes.`,
      { fix: { overlay: overlay.file, add: { target: '$', update: { info: { version: plainVersion(version) } } } } },
    );
  }
  const hash = (text: string) => createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 16);
  const { devDependencies } = createRequire(import.meta.url)('../../package.json') as {
    devDependencies: Record<string, string>;
  };
  const tools = ['openapi-typescript', '@hey-api/openapi-ts', '@redocly/cli'].map(
    (name) => `${name} ${devDependencies[name]}`,
  );
  return [
    '// Generated by `npm run generate`. Do not edit: change the document or its overlay.',
    `// ${api}.yaml ${String(version)} sha256 ${hash(source.text)}, ${api}.overlay.yaml sha256 ${hash(overlay.text)}`,
    `// ${tools.join(', ')}`,
    '',
    '',
  ].join('\n');
}

export async function runGenerate(args: readonly string[]): Promise<void> {
  const parsed = parseCommandLine(HELP, {
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      api: { type: 'string' },
      'write-overlay': { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      openapi: { type: 'string', default: 'openapi' },
      out: { type: 'string', default: 'generated' },
    },
  });
  if (!parsed) return;
  const { values } = parsed;
  const apis = APIS.filter((api) => values.api === undefined || values.api === api);
  if (apis.length === 0) throw new BuildError(`--api ${values.api}: expected ${APIS.join(' or ')}.`);
  const started = performance.now();
  const results = await Promise.all(
    apis.map(async (api) => {
      const generating = generate(api, values.openapi);
      return [api, await (values['write-overlay'] ? draftingOverlay(generating) : generating)] as const;
    }),
  );
  const files = [
    [join(values.out, 'amount-input.ts'), AMOUNT_INPUT] as const,
    ...results.flatMap(([api, made]) =>
      [...made.files].map(([name, text]) => [join(values.out, api, name), text] as const),
    ),
  ];
  const differing: string[] = [];
  for (const [path, text] of files) {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue;
    differing.push(path);
    if (values.check) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const stale = await staleFiles(results, values.out);
  if (!values.check) await Promise.all(stale.map((path) => rm(path)));
  if (values.check && differing.length + stale.length > 0) {
    throw new BuildError(
      `${[...differing, ...stale].join(', ')} not as generated: run \`npm run generate\` and commit what it writes.`,
    );
  }
  for (const line of describeWarnings(
    results.flatMap(([, { warnings }]) => warnings),
    values,
  ))
    console.log(line);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const removed = stale.length > 0 ? `, ${stale.length} removed` : '';
  console.log(
    `${files.length} files, ${differing.length} ${values.check ? 'differ' : 'written'}${removed}, ${seconds} s`,
  );
}

/** Files that an earlier version generated and this one does not. */
async function staleFiles(results: readonly (readonly [Api, Generated])[], out: string): Promise<string[]> {
  const found = results.map(async ([api, { files }]) => {
    const present = await readdir(join(out, api)).catch(() => []);
    return present.filter((name) => !files.has(name)).map((name) => join(out, api, name));
  });
  return (await Promise.all(found)).flat();
}

if (import.meta.main) runGenerate(process.argv.slice(2)).catch((error: unknown) => fail(error));
