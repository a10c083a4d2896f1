import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks } from '../../support/code-blocks.ts';
import { consumer } from '../../support/consumer.ts';
import { startPrism } from '../../support/prism.ts';
import { typeScript7 } from '../../support/typescript-7.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
let folder: string;
let remove: () => Promise<void>;
let readme: string;
let blocks: string[];

beforeAll(async () => {
  readme = await readFile(join(repository, 'README.md'), 'utf8');
  blocks = codeBlocks('README.md', readme).flatMap(({ language, code }) => (language === 'ts' ? [code] : []));
  ({ folder, remove } = await consumer());
  await Promise.all(blocks.map((code, index) => writeFile(join(folder, `block-${index + 1}.mts`), code)));
}, 600_000);

afterAll(() => remove());

test('every TypeScript block compiles in strict mode against the installed package', async () => {
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', noEmit: true, skipLibCheck: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true },
    ...{ typeRoots: [join(repository, 'node_modules', '@types')], types: ['node'] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
  expect(await typeScript7(['-p', '.'], folder)).toBe('');
  expect(blocks.length).toBeGreaterThan(2);
});

test('the first block, run unchanged against a mock of Paysera, creates a payment', async () => {
  const mock = await startPrism();
  try {
    // The block itself is unchanged: only its requests go elsewhere. The mock's examples answer another request than the
    // one that was sent, so what was sent is put into them, as Paysera would.
    await writeFile(
      join(folder, 'network.mjs'),
      `const { fetch } = globalThis;
       globalThis.fetch = async (url, init) => {
         const response = await fetch(String(url).replace('https://api.paysera.com', '${mock.url}'), init);
         if (typeof init.body !== 'string' || !init.body.startsWith('{')) return response;
         const { order_id, purchase } = JSON.parse(init.body);
         const body = await response.json();
         return Response.json({ ...body, ...(order_id && { order_id }), purchase: { ...body.purchase, ...purchase } }, response);
       };`,
    );
    const env = { PATH: process.env['PATH'], PAYSERA_CLIENT_ID: 'YOUR_CLIENT_ID', PAYSERA_CLIENT_SECRET: 'b' };
    const { stdout } = await run(process.execPath, ['--import', './network.mjs', 'block-1.mts'], { cwd: folder, env });
    expect(stdout).toMatch(/^Order \S{36}: send the payer to https:\/\/api\.paysera\.com\/\S+\n$/);
  } finally {
    await mock.stop();
  }
});

test('the second block is a webhook handler that ships a paid order after a signed delivery', async () => {
  await writeFile(
    join(folder, 'deliver.mts'),
    `import { signWebhook } from 'paysera-client/webhooks';
     import { POST } from './block-2.mts';
     const order = {
       paysera_order_id: '01990000-0000-7000-8000-000000000001', merchant_order_id: 'ORDER-001', status: 'paid',
       amount: 1000, amount_paid: 1000, currency: 'EUR', payment_links: [],
     };
     const body = { version: 1, event: { type: 'order', name: 'paid_amount_changed' }, order, timestamp: 1760000160 };
     const signed = await signWebhook({ body, secret: 'a-client-secret' });
     const { status } = await POST(new Request('https://shop.example', { method: 'POST', ...signed }));
     console.log(status);`,
  );
  const env = { PATH: process.env['PATH'], PAYSERA_CLIENT_SECRET: 'a-client-secret' };
  const { stdout } = await run(process.execPath, ['deliver.mts'], { cwd: folder, env });
  expect(stdout).toBe('Ship ORDER-001\n200\n');
});

test('the first 40 lines of code include the webhook handler', () => {
  const [payment = '', webhook = ''] = blocks;
  expect(webhook).toContain('createWebhookHandler(');
  expect(`${payment}${webhook}`.split('\n').length).toBeLessThan(40);
});

test('the README has the two commands to start with, and calls the package unofficial', () => {
  expect(readme).toMatch(/^npm ci && npm start\b/m);
  expect(readme).toMatch(/^npm ci && npm test\b/m);
  expect(readme).toMatch(/^\*\*Unofficial/m);
});

test('the README links every page of docs/', async () => {
  const docs = (await readdir(join(repository, 'docs'))).filter((name) => name.endsWith('.md'));
  expect(docs.length).toBeGreaterThan(10);
  expect(docs.filter((name) => !readme.includes(`](docs/${name})`))).toEqual([]);
});

test('the table of errors names every error class of the package, and no other', async () => {
  const names = await import('../../../src/errors/index.ts');
  const classes = Object.keys(names).filter((name) => name.endsWith('Error') && !name.startsWith('is'));
  const table = readme.slice(readme.indexOf('## Errors'), readme.indexOf('## When a call fails'));
  const named = new Set([...table.matchAll(/`(\w+Error)`/g)].map(([, name = '']) => name));
  expect([...named].sort()).toEqual(classes.sort());
});
