import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenLinks, siteProblems } from '../../scripts/docs/check.ts';
import { llmsFull, llmsIndex, packagedLlms, readingOrder } from '../../scripts/docs/llms.ts';
import { openapiPage } from '../../scripts/docs/openapi.ts';
import { pages, repository } from '../support/code-blocks.ts';

/** Pages with links but without blocks of code that run. */
const OTHER_PAGES = ['CONTRIBUTING.md', 'SECURITY.md', 'openapi/README.md', 'bench/README.md', 'examples/README.md'];

test('every link to a file of the repository leads to a file', async () => {
  const others = OTHER_PAGES.map(async (page) => [page, await readFile(join(repository, page), 'utf8')] as const);
  const all = [...(await pages()), ...(await Promise.all(others))];
  const broken = await Promise.all(all.map(([page, text]) => brokenLinks(repository, page, text)));
  expect(broken.flat()).toEqual([]);
  expect(await brokenLinks(repository, 'docs/a.md', '[a](./no-such.md) [b](./security.md) `[c](no.md)`')).toEqual([
    'docs/a.md: ./no-such.md',
  ]);
});

test('the first page and the site’s menu name every page of the guide', async () => {
  const index = (await pages()).get('docs/index.md') ?? '';
  const menu = await readFile(join(repository, 'docs', '.vitepress', 'config.ts'), 'utf8');
  for (const page of (await pages()).keys()) {
    const name = page.replace('docs/', '').replace('.md', '');
    if (name === 'index' || name === 'README') continue;
    expect(index).toContain(`(./${name}.md)`);
    expect(menu).toContain(`'/${name}'`);
  }
});

test('a built site with a dead link, a dead anchor or an asset from another host is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-site-'));
  const files = {
    'index.html': `<h1 id="a">A</h1><a href="/b.html#there">1</a><a href="b.html#gone">2</a><a href="/c">3</a>
      <a href="https://example.com/">4</a><script src="https://cdn.example/x.js"></script><img src="./p.png">`,
    'b.html': '<h2 id="there">B</h2><a href="/">home</a>',
    'p.png': '',
    'assets/s.css':
      '@font-face { src: url("//fonts.example/f.woff2") } a { background: url(data:image/png;base64,aa) }',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  expect(await siteProblems(folder)).toEqual([
    'assets/s.css: loads //fonts.example/f.woff2 from another host',
    'index.html: /c is a broken link',
    'index.html: <script> loads https://cdn.example/x.js from another host',
    'index.html: b.html#gone has no such anchor',
  ]);
  await rm(folder, { recursive: true });
});

test.each(['checkout', 'recurring-billing'])(
  'the page of %s has every operation and schema of its document',
  async (api) => {
    const document = JSON.parse(await readFile(join(repository, 'generated', api, 'openapi.json'), 'utf8'));
    const page = openapiPage(document);
    for (const methods of Object.values<Record<string, { operationId?: string }>>(document.paths)) {
      for (const { operationId } of Object.values(methods))
        if (operationId) expect(page).toContain(`\n### ${operationId}\n`);
    }
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`\n### ${name}\n`);
    expect(page).not.toMatch(/\[object Object\]|undefined/);
  },
);

test('llms.txt describes each page in a sentence, and llms-full.txt contains the pages', () => {
  const guide = new Map([
    ['a', '# A page\n\n```ts\nconst no = 1.\n```\n\nWhat it [is](./b.md): this. More.\n'],
    ['b', '# B page\n\nAnother one.\n'],
  ]);
  expect(llmsIndex(guide)).toContain('- [A page](a.md): What it is.\n- [B page](b.md): Another one.\n');
  expect(llmsFull(guide)).toContain('const no = 1.\n```\n\nWhat it [is](./b.md): this. More.\n\n---\n\n# B page');
});

test('the llms.txt of the package is current: npm run docs:llms', async () => {
  expect(await readFile(join(repository, 'llms.txt'), 'utf8')).toBe(await packagedLlms());
  expect(await brokenLinks(repository, 'llms.txt', await packagedLlms())).toEqual([]);
});

test('the llms-full.txt of the site has every page of the guide, whole', async () => {
  const all = llmsFull(await readingOrder());
  for (const [page, markdown] of await pages()) {
    if (page === 'README.md' || page === 'docs/index.md') continue;
    expect(all, page).toContain(markdown.trim());
  }
});
