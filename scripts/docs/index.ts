import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { pages } from '../../test/support/code-blocks.ts';
import { npm } from '../../test/support/tarball.ts';
import { ENTRIES } from '../api/public-surface.ts';
import { siteProblems } from './check.ts';
import { llmsFull, llmsIndex, readingOrder } from './llms.ts';
import { openapiPage } from './openapi.ts';
import { takePictures } from './pictures.ts';
import { buildPlayground } from './playground.ts';
import { notIndexed, searchProblems } from './search.ts';
import { playgroundProblems } from './try-playground.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(ROOT, 'docs');
const REFERENCE = join(DOCS, 'reference');
export const SITE: string = join(DOCS, '.vitepress', 'dist');

/** Builds the site and tries it. Offline, once `npm ci` has run in `docs/`; without, it runs that first. */
export async function buildDocs(): Promise<readonly string[]> {
  await access(join(DOCS, 'node_modules', 'vitepress')).catch(() => npm(['ci', '--no-audit', '--no-fund'], DOCS));
  await takePictures(await pages());
  await rm(REFERENCE, { recursive: true, force: true });
  await mkdir(REFERENCE, { recursive: true });
  for (const api of ['checkout', 'recurring-billing']) {
    const document = JSON.parse(await readFile(join(ROOT, 'generated', api, 'openapi.json'), 'utf8'));
    await writeFile(join(REFERENCE, `${api}.md`), openapiPage(document));
  }
  await copyFile(join(ROOT, 'CHANGELOG.md'), join(REFERENCE, 'changelog.md'));
  await buildPlayground(join(DOCS, 'public', 'playground'));
  await typedoc();
  const { build } = (await import(pathToFileURL(require.resolve('vitepress')).href)) as {
    build(root: string): Promise<void>;
  };
  await build(DOCS);
  const guide = await readingOrder();
  await writeFile(join(SITE, 'llms.txt'), llmsIndex(guide));
  await writeFile(join(SITE, 'llms-full.txt'), llmsFull(guide));
  for (const [path, markdown] of guide) await writeFile(join(SITE, `${path}.md`), markdown);
  return [
    ...(await siteProblems(SITE)),
    ...(await notIndexed(SITE)),
    ...(await searchProblems(SITE)),
    ...(await playgroundProblems(SITE)),
  ];
}

const require = createRequire(join(DOCS, 'package.json'));

async function typedoc(): Promise<void> {
  const bin = join(DOCS, 'node_modules', 'typedoc', 'bin', 'typedoc');
  const options = {
    entryPoints: ENTRIES.map((entry) => join(ROOT, entry)),
    tsconfig: join(ROOT, 'tsconfig.json'),
    out: join(REFERENCE, 'api'),
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    entryFileName: 'index',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    sanitizeComments: true,
    // Types of the generated documents are shown on their own pages.
    validation: { notExported: false, invalidLink: true },
    treatValidationWarningsAsErrors: true,
    logLevel: 'Warn',
  };
  const file = join(DOCS, 'node_modules', '.typedoc.json');
  await writeFile(file, JSON.stringify(options));
  await run(process.execPath, [bin, '--options', file], { cwd: DOCS, maxBuffer: 2 ** 24 });
}

/** The guide, in the order in which the first page names it. */
if (import.meta.main) {
  const problems = await buildDocs();
  for (const problem of problems) console.error(problem);
  console.log(`${SITE}: ${problems.length} faults`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
