import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { document, folder, type Loose } from '../tooling/documents.ts';
import { repositoryCopy } from '../tooling/repository-copy.ts';
import { runScript } from '../tooling/run-script.ts';

async function regenerate(change: (document: Loose) => unknown) {
  const temporary = await folder();
  const path = await repositoryCopy(join(temporary.path, 'repository'));
  const mutated = document('checkout');
  change(mutated);
  const vendor = join(temporary.path, 'vendor.json');
  await writeFile(vendor, JSON.stringify(mutated));
  const changelog = () => readFile(join(path, 'CHANGELOG.md'), 'utf8');
  const before = await changelog();
  const ended = await runScript(
    'scripts/spec/regenerate.ts',
    [vendor, '--report', join(temporary.path, 'report.md')],
    {},
    path,
  );
  const read = (name: string) => readFile(join(path, name), 'utf8');
  const entry = (await changelog()).replace(before.trimEnd(), '').trim();
  return { ...ended, read, entry, [Symbol.asyncDispose]: temporary[Symbol.asyncDispose] };
}

test('regenerate adopts an order amount that became an integer, without a change to src', {
  timeout: 120_000,
}, async () => {
  await using run = await regenerate((d) => {
    d.info.version = '1.1.0';
    d.components.schemas.OrderPurchase.properties.amount = { type: 'integer', minimum: 1 };
    for (const example of Object.values<Loose>(
      d.paths['/merchant-order/integration/v1/orders'].post.requestBody.content['application/json'].examples,
    )) {
      if (example.value.purchase.amount) example.value.purchase.amount = Number(example.value.purchase.amount);
    }
  });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(await run.read('generated/checkout/operations.ts')).toContain(
    '{"in":"body","at":"purchase.amount","as":"integer"}',
  );
  expect(run.entry).toMatch(/^- The document of Paysera Checkout 1\.1\.0 \(minor\):\n/);
  expect(run.entry).toMatch(/ {2}- `checkout\.orders\.create`: amount `purchase\.amount` is sent as an integer now/);
});

test('regenerate stops at the step that fails and drafts no changelog entry', { timeout: 120_000 }, async () => {
  await using run = await regenerate((d) => {
    const { CreatedOrder } = d.components.schemas;
    delete CreatedOrder.properties.order_id;
    CreatedOrder.required = CreatedOrder.required.filter((name: string) => name !== 'order_id');
  });
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^## checkout 1\.0\.0: major/);
  expect(run.stdout).toMatch(/Property 'order_id' does not exist/);
  expect(run.stderr).toMatch(
    /^type check failed \(exit \d\): see above\. `git restore openapi generated` undoes the pull\.$/m,
  );
  expect(run.entry).toBe('');
});
