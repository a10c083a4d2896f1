import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import {
  type CodeBlock,
  codeBlocks,
  complaints,
  pages,
  place,
  printedBy,
  printedLike,
  repository,
  workshop,
} from '../support/code-blocks.ts';

/** Its examples are more than checked: test/docs/webhooks.test.ts sends deliveries to each. */
const ELSEWHERE = 'docs/webhooks.md';
const blocks = [...(await pages())].flatMap(([page, markdown]) => codeBlocks(page, markdown));
const code = blocks.filter(({ language }) => language === 'ts' || language === 'tsx');
const ofExamples = code.filter(({ file }) => file?.startsWith('examples/'));
const checked = code.filter((block) => !ofExamples.includes(block) && !block.at.startsWith(ELSEWHERE));
const running = checked.filter(({ prints }) => prints !== undefined);
const folder = await workshop('pages');
let files: Map<CodeBlock, string>;
let sandbox: Sandbox;

beforeAll(async () => {
  files = await place(folder, checked);
  sandbox = await startSandbox({ rateLimit: false, deliver: () => new Response('ok') });
});
afterAll(() => sandbox?.stop());

test('every TypeScript block in the docs compiles in strict mode', { timeout: 60_000 }, async () => {
  expect(await complaints(folder)).toBe('');
  expect(checked.length).toBeGreaterThan(10);
});

describe('every block prints the documented output when run against the sandbox', () => {
  test.each(running.map((block): [string, CodeBlock] => [block.at, block]))('%s', async (_, block) => {
    const { clientId, clientSecret, macId, macKey, businessId } = sandbox.credentials;
    const printed = await printedBy(
      folder,
      files.get(block) ?? '',
      { 'https://api.paysera.com': sandbox.url, 'https://checkout-eu-a.paysera.com': sandbox.url },
      {
        PAYSERA_CLIENT_ID: clientId,
        PAYSERA_CLIENT_SECRET: clientSecret,
        PAYSERA_MAC_ID: macId,
        PAYSERA_MAC_KEY: macKey,
        PAYSERA_BUSINESS_ID: businessId,
      },
    );
    expect(printed).toMatch(printedLike(block.prints ?? ''));
  });
});

test('no block depends on a name that is only declared, or on a file that the page does not show', async () => {
  expect(checked.filter(({ code }) => /^declare /m.test(code)).map(({ at }) => at)).toEqual([]);
  const missing = ofExamples.flatMap(({ at, code }) => {
    const [page = ''] = at.split(':');
    const shown = ofExamples.filter((other) => other.at.startsWith(`${page}:`)).map(({ file = '' }) => basename(file));
    const wanted = [...code.matchAll(/from '\.\/([^']+)'/g)].map(([, file = '']) => file);
    return wanted.filter((file) => !shown.includes(file)).map((file) => `${at} wants ${file}`);
  });
  expect(missing).toEqual([]);
});

test.each(ofExamples.map((block): [string, CodeBlock] => [block.at, block]))(
  'the block at %s is identical to the file it names',
  async (_, block) => {
    const [, ...lines] = block.code.split('\n');
    expect(lines.join('\n').trim()).toBe((await readFile(join(repository, block.file ?? ''), 'utf8')).trim());
  },
);

test('no block is JavaScript, which none of these checks would cover', () => {
  expect(blocks.filter(({ language }) => ['js', 'javascript', 'typescript'].includes(language))).toEqual([]);
});
