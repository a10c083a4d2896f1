import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import config from '../../layers.config.ts';
import { folder } from '../tooling/documents.ts';

const { forbidden, options } = config;

/** What the rules of `npm run layers` say of a package of these files: `rule: from → to`. */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  await using temporary = await folder();
  const packages = Object.fromEntries(
    ['ky', 'openapi-fetch', 'left-pad'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, exports: './index.js' })],
      [`node_modules/${name}/index.js`, 'export default 1;'],
    ]),
  );
  for (const [name, text] of Object.entries({ ...packages, 'tsconfig.json': '{}', ...files })) {
    await mkdir(dirname(join(temporary.path, name)), { recursive: true });
    await writeFile(join(temporary.path, name), text);
  }
  const parts = new Set(Object.keys(files).map((name) => name.slice(0, name.indexOf('/'))));
  const { output } = await cruise([...parts], {
    ...options,
    baseDir: temporary.path,
    validate: true,
    ruleSet: { forbidden: forbidden ?? [] },
  });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe('the layer rules refuse', () => {
  test('an import from a higher layer, even of a type only', async () => {
    const found = await violations({
      'src/money/amount.ts': "import type { Call } from '../runtime/call.ts';\nexport type Amount = Call;",
      'src/runtime/call.ts': 'export type Call = 1;',
    });
    expect(found).toEqual(['layer-of-src/money: src/money/amount.ts → src/runtime/call.ts']);
  });

  test('a circle of imports, even when one of them is of a type only', async () => {
    const found = await violations({
      'src/money/one.ts': "import type { Two } from './two.ts';\nexport const one = 1 satisfies Two;",
      'src/money/two.ts': "import { one } from './one.ts';\nexport type Two = typeof one;",
    });
    expect(found).toEqual(['no-circles: src/money/one.ts → src/money/two.ts']);
  });

  test('a folder in src that no rule names', async () => {
    const found = await violations({
      'src/extra/new.ts': "export { sum } from '../money/sum.ts';",
      'src/money/sum.ts': 'export const sum = 1;',
    });
    expect(found).toEqual(['listed-parts: src/extra/new.ts → src/money/sum.ts']);
  });

  test('a step of npm run generate that imports one above it, and a folder there that no rule names', async () => {
    const found = await violations({
      'scripts/generate/document/fields.ts': "import { merge } from '../merge/merge.ts';\nexport { merge };",
      'scripts/generate/extra/new.ts': "export { merge } from '../merge/merge.ts';",
      'scripts/generate/merge/merge.ts': 'export const merge = 1;',
    });
    expect(found.sort()).toEqual([
      'layer-of-scripts/generate/document: scripts/generate/document/fields.ts → scripts/generate/merge/merge.ts',
      'listed-steps: scripts/generate/extra/new.ts → scripts/generate/merge/merge.ts',
    ]);
  });

  test('a package outside the files that may import it, and one that no file may import', async () => {
    const found = await violations({
      'src/checkout/orders.ts': "import ky from 'ky';\nimport pad from 'left-pad';\nexport { ky, pad };",
    });
    expect(found.sort()).toEqual([
      'listed-packages: src/checkout/orders.ts → node_modules/left-pad/index.js',
      'who-knows-ky: src/checkout/orders.ts → node_modules/ky/index.js',
    ]);
  });

  test('a Node module in code that runs in browsers, but not its types', async () => {
    const found = await violations({
      'src/auth/hmac.ts': "import type { Hmac } from 'node:crypto';\nexport type Key = Hmac;",
      'src/auth/mac.ts': "import { createHmac } from 'node:crypto';\nexport { createHmac };",
      'src/cli/main.ts': "import { readFile } from 'node:fs/promises';\nexport { readFile };",
    });
    expect(found).toEqual(['runs-without-node: src/auth/mac.ts → crypto']);
  });
});
