import { readFileSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { typeCheckInOneThread, UNCOLLECTED } from '../support/typescript-7.ts';
import { type Api, document, folder, type Loose } from '../tooling/documents.ts';
import { repositoryCopy } from '../tooling/repository-copy.ts';
import { runScript } from '../tooling/run-script.ts';
import { renameEverything } from './rename-everything.ts';

/** Where code has types of the documents. “Word for word” checks all there is. */
const TYPED = ['src', 'generated', 'examples', 'test/types'];

async function regenerate(documents: Loose[], { drafted = false } = {}) {
  const temporary = await folder();
  const path = await repositoryCopy(join(temporary.path, 'repository'));
  const files = await Promise.all(
    documents.map(async (document, index) => {
      const file = join(temporary.path, `vendor-${index}.json`);
      await writeFile(file, JSON.stringify(document));
      return file;
    }),
  );
  await typeCheckInOneThread(path, TYPED);
  const pull = (...args: string[]) => runScript('scripts/spec/pull.ts', [...files.slice(0, 1), ...args], {}, path);
  if (drafted) await pull('--write-overlay');
  const changelog = () => readFile(join(path, 'CHANGELOG.md'), 'utf8');
  const before = await changelog();
  // The first document is put in place by hand: it is adopted like the others.
  if (drafted) expect(await pull()).toMatchObject({ code: 0, stderr: '' });
  const report = ['--report', join(temporary.path, 'report.md')];
  const again = (given = files) => runScript('scripts/spec/regenerate.ts', [...given, ...report], UNCOLLECTED, path);
  const ended = await again(drafted ? files.slice(1) : files);
  const read = (name: string) => readFile(join(path, name), 'utf8');
  const entry = (await changelog()).replace(before.trimEnd(), '').trim();
  const append = (name: string, text: string) => appendFile(join(path, name), text);
  const forget = () => rm(join(path, 'reports', 'update.json'));
  return { ...ended, again, read, append, forget, entry, [Symbol.asyncDispose]: temporary[Symbol.asyncDispose] };
}

/** Generated text without the header, which has the hashes of the documents. */
const body = (text: string) => text.replace(/^(\/\/.*\n)+/, '');

/** The documents with another name for everything, and an amount that became an integer. */
function renamed() {
  const checkout = document('checkout');
  checkout.components.schemas.OrderPurchase.properties.amount = { type: 'integer', minimum: 1 };
  for (const example of Object.values<Loose>(
    checkout.paths['/merchant-order/integration/v1/orders'].post.requestBody.content['application/json'].examples,
  )) {
    if (example.value.purchase.amount) example.value.purchase.amount = Number(example.value.purchase.amount);
  }
  const recurring = document('recurring-billing');
  // Only `find-order.ts` reads it, by its type.
  const { Order } = checkout.components.schemas;
  delete Order.properties.reference;
  Order.required = Order.required.filter((name: string) => name !== 'reference');
  for (const one of [checkout, recurring]) renameEverything(one);
  expect(JSON.stringify([checkout, recurring])).not.toMatch(/\{id\}|schemas\/Order"|createOrder/);
  return { checkout, recurring };
}

const committed = (api: Api) => body(readFileSync(`generated/${api}/operations.ts`, 'utf8'));
const AMOUNT = '{"in":"body","at":"purchase.amount","as":"digits"}';

test("regenerate adopts a vendor's own documents without a change to src", { timeout: 600_000 }, async () => {
  const checkout = parse(readFileSync('test/fixtures/vendor/checkout.yaml', 'utf8'));
  checkout.components.schemas.PurchaseInput.properties.amount = { type: 'integer', example: 1990 };
  // Known from Paysera's PHP library only: what --write-overlay drafts is kept without a review.
  delete checkout.paths['/auth/realms/Paysera/protocol/openid-connect/certs'];
  await using run = await regenerate([checkout, renamed().recurring], { drafted: true });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toMatch(
    /POST \/dispute\S+ has no action in the overlay: callable through client\.api, never retried/,
  );
  const table = await run.read('generated/checkout/operations.ts');
  expect(table).toContain('export const server = "https://api.paysera.com"');
  expect(table).toContain(AMOUNT.replace('digits', 'integer'));
  expect(table).toContain('  listSigningKeys: {"id":"listSigningKeys","method":"GET"');
  expect(table).toMatch(
    /"path":"\/dispute\/integration\/v1\/disputes\/\{uuid\}\/accept","auth":"oauth","retry":"lookup"/,
  );
  expect(body(await run.read('generated/recurring-billing/operations.ts'))).toBe(committed('recurring-billing'));
  expect(run.entry).toMatch(/^- The document of Paysera Checkout 2\.14 \(/);
  expect(run.entry).toMatch(/`checkout\.orders\.create`: amount `purchase\.amount` is sent as an integer now/);
});

test('regenerate stops at the step that fails, goes on from there, and drafts no changelog entry', {
  timeout: 600_000,
}, async () => {
  await using run = await regenerate([renamed().checkout]);
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^## checkout 1\.0\.0: major/);
  // Whatever else has another name compiles as before.
  const errors = run.stdout.split('\n').filter((line) => line.includes('error TS'));
  expect(errors).not.toEqual([]);
  for (const line of errors) expect(line).toMatch(/Property 'reference' does not exist/);
  expect(body(await run.read('generated/checkout/operations.ts'))).toBe(
    committed('checkout').replace(AMOUNT, AMOUNT.replace('digits', 'integer')),
  );
  const advice =
    /^type check failed \(exit \d\): see above\. `npm run regenerate` goes on from here; `git restore openapi\/README\.md openapi\/checkout\.yaml generated\/checkout` undoes what was written\.$/m;
  expect(run.stderr).toMatch(advice);
  expect(run.entry).toBe('');
  const again = await run.again();
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/^## checkout 1\.0\.0: major[\s\S]*› type check\n/);
  expect(again.stdout).not.toContain('› generate');
  expect(again.stderr).toMatch(advice);
  // An overlay that was edited since, and a document that others put in place: nothing has passed for them.
  await run.append('openapi/checkout.overlay.yaml', "  - { target: $.info, update: { version: '9.9.9' } }\n");
  const edited = await run.again();
  // Compared anew, with the document before the update.
  expect(edited.stdout).toMatch(/^## checkout 1\.0\.0 → 9\.9\.9: major[\s\S]*`reference` is gone/);
  expect(edited.stdout).toMatch(/^› generate\n[\s\S]*^› type check\n/m);
  expect(edited.code).toBe(1);
  await run.forget();
  const pulled = await run.again();
  expect(pulled.stdout).toMatch(/^› generate\n[\s\S]*^› type check\n/m);
  expect(pulled.code).toBe(1);
  expect((await run.again([])).stdout).toMatch(/^› type check\n/);
});
