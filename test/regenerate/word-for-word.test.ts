import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shellCommands } from '../support/code-blocks.ts';
import { npm } from '../support/tarball.ts';
import { typeCheckInOneThread, UNCOLLECTED } from '../support/typescript-7.ts';
import { contents, document, folder } from '../tooling/documents.ts';
import { repositoryCopy } from '../tooling/repository-copy.ts';

test('following “Updating the documents” word for word in a copy produces types of the new document', {
  timeout: 300_000,
}, async () => {
  const page = 'docs/updating-the-documents.md';
  const published = document('checkout');
  published.info.version = '1.1.0';
  published.components.schemas.PaymentStatus.anyOf[0].enum.push('frozen');
  const server = createServer((_, response) => response.end(JSON.stringify(published)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
  await using temporary = await folder();
  const copy = await repositoryCopy(join(temporary.path, 'repository'));
  await typeCheckInOneThread(copy);
  const before = await contents(join(copy, 'openapi'));
  const output: string[] = [];
  for (const line of shellCommands(page, await readFile(page, 'utf8'))) {
    const [, ...args] = line.replace('https://example.com/openapi.yaml', url).split(' ');
    if (args[1] === 'regenerate') expect(await contents(join(copy, 'openapi')), 'diff changes nothing').toEqual(before);
    output.push(await npm(args, copy, UNCOLLECTED));
  }
  const again = await npm(['run', 'regenerate', '--', url], copy);
  server.close();
  expect(again).toMatch(/^Nothing changed since these passed: generate, type check, contract tests\.$/m);
  expect(output[0]).toMatch(/^## checkout 1\.0\.0 → 1\.1\.0: minor$/m);
  expect(output[1]).toMatch(/^› generate\n[\s\S]*^› type check\n[\s\S]*^› contract tests\n[\s\S]*change is drafted/m);
  expect(await readFile(join(copy, 'openapi', 'README.md'), 'utf8')).toContain(`| \`checkout.yaml\` | ${url} |`);
  expect(await readFile(join(copy, 'generated', 'checkout', 'paths.ts'), 'utf8')).toContain('"frozen"');
});
