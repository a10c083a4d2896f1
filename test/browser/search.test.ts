import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { notIndexed, searchProblems } from '../../scripts/docs/search.ts';

async function site(files: Readonly<Record<string, string>>): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-site-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

test('a page that is missing from the search index is reported', async () => {
  const index = JSON.stringify({ documentIds: { 0: '/#first', 1: '/a.html#a', 2: '/reference/#index' } });
  await using built = await site({
    'assets/chunks/@localSearchIndexroot.x.js': `export default ${JSON.stringify(index)};`,
    ...{ '404.html': '', 'index.html': '', 'a.html': '', 'b.html': '', 'reference/index.html': '' },
    'reference/c.html': '',
  });
  expect(await notIndexed(built.folder)).toEqual([
    'b.html: is not in the search index',
    'reference/c.html: is not in the search index',
  ]);
});

test('a search that does not find its page, or contacts another host, is reported', async () => {
  // As much of the site's search box as the check touches.
  const box = `<button>Search</button><div class="VPLocalSearchBox"><input id="localsearch-input"><p></p></div><script>
    const index = { refund: '/refund.html#how', token: '/wrong.html', webhook: '/webhook.html' };
    document.querySelector('input').oninput = ({ target: { value } }) => {
      if (value === 'webhook') fetch('https://search.example/?q=webhook').catch(() => {});
      document.querySelector('p').innerHTML = index[value]
        ? '<a class="result" href="' + index[value] + '">' + value + '</a>'
        : '<b class="no-results">No results</b>';
    };
  </script>`;
  await using built = await site({
    'index.html': box,
    'refund.html': '<main class="vp-doc"><h1 id="how">Refund</h1></main>',
    'wrong.html': '',
    'webhook.html': '<main class="vp-doc"><h1>Webhook</h1></main>',
  });
  const faults = await searchProblems(built.folder, [
    { words: 'refund', page: '/refund.html' },
    { words: 'token', page: '/token.html' },
    { words: 'nonce', page: '/nonce.html' },
    { words: 'webhook', page: '/webhook.html' },
  ]);
  expect(faults).toEqual([
    'search for "token": /token.html is not among the 1 results: /wrong.html',
    'search for "nonce": /nonce.html is not among the 0 results: ',
    'search for "webhook": asks https://search.example/?q=webhook, on another host',
  ]);
}, 300_000);
