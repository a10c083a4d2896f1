import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { generate } from '../../scripts/generate/index.ts';
import { runDiff } from '../../scripts/spec/diff.ts';
import { runPull } from '../../scripts/spec/pull.ts';
import { contents, document, documentsIn, folder, type Loose } from './documents.ts';
import { serving } from './download/serving.ts';
import { inProcess } from './in-process.ts';
import { runScript } from './run-script.ts';

const pull = inProcess(runPull);
const diff = inProcess(runDiff, 2);

/** Pulls what must be refused for one cause. */
async function refused(...pulled: Parameters<typeof causesOf>): Promise<string> {
  const causes = await causesOf(...pulled);
  expect(causes, 'one cause').toHaveLength(1);
  return causes.join();
}

/** Pulls what must be refused: exit 1, nothing changed. */
async function causesOf(file: string | ((path: string) => Promise<string>), ...args: string[]): Promise<string[]> {
  await using temporary = await folder();
  const openapi = await documentsIn(temporary.path);
  const before = await contents(openapi);
  const ended = await pull(typeof file === 'string' ? file : await file(temporary.path), '--openapi', openapi, ...args);
  expect(await contents(openapi), 'nothing is changed').toEqual(before);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe('');
  return ended.stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith(' '));
}

const holding =
  (text: string, name = 'vendor.yaml') =>
  async (path: string) => {
    await writeFile(join(path, name), text);
    return join(path, name);
  };

const changed = (change: (document: Loose) => unknown) => {
  const mutated = document('checkout');
  change(mutated);
  return holding(JSON.stringify(mutated), 'vendor.json');
};

describe('a pull is refused when the source is', { timeout: 60_000 }, () => {
  test('HTML', async () => {
    expect(await refused(holding('<!DOCTYPE html><html><body>Sign in</body></html>'))).toMatch(/is HTML or XML/);
  });

  test('truncated JSON', async () => {
    const whole = JSON.stringify(document('checkout'));
    expect(await refused(holding(whole.slice(0, whole.length / 2)))).toMatch(/vendor\.yaml:1:\d+ /);
  });

  test('truncated YAML', async () => {
    const whole = await readFile('openapi/checkout.yaml', 'utf8');
    const causes = await causesOf(holding(whole.slice(0, whole.length / 2)));
    // Each schema that is missing, once; then what would be missing in the placeholders for them, and nothing else.
    const missing = causes.filter((cause) => /^\S+:\d+:\d+ \$ref \S+ leads to nothing\.$/.test(cause));
    expect(new Set(missing.map((cause) => cause.split(' ')[2])).size).toBe(missing.length);
    for (const cause of causes.slice(missing.length)) {
      expect(cause).toMatch(/ x-(amounts|alias|pagination|required-fields): .* \(once the edits above are made\)$/);
    }
  });

  test('empty', async () => {
    expect(await refused(holding('\n'))).toMatch(/is empty/);
  });

  test('not text', async () => {
    expect(await refused(holding('openapi: \0'))).toMatch(/is not UTF-8 text/);
  });

  test('a JSON array', async () => {
    expect(await refused(holding('- openapi: 3.1.0'))).toMatch(/:1:1 is not a document: expected an object/);
  });

  test('Swagger 2', async () => {
    expect(await refused(holding('swagger: "2.0"\npaths: {}'))).toMatch(
      /:1:1 is not an OpenAPI 3\.0 or 3\.1 document but "2\.0"\. Convert it first: npx swagger2openapi /,
    );
  });

  test('RAML', async () => {
    expect(await refused(holding('#%RAML 1.0\ntitle: Checkout\n'))).toMatch(
      /:1:1 is RAML, not OpenAPI\. Convert it first: npm install --no-save oas-raml-converter, then node \S+ --from RAML --to OAS30 FILE$/,
    );
  });

  test('a document of another API', async () => {
    const message = await refused(holding('openapi: 3.1.0\ninfo: { title: Pets, version: "1" }\npaths: { /pets: {} }'));
    expect(message).toMatch(/describes another API: none of its 1 paths/);
  });

  test('the document of the other API of this package', async () => {
    expect(await refused('openapi/recurring-billing.yaml', '--api', 'checkout')).toMatch(
      /is the document of recurring-billing, not of checkout/,
    );
  });

  test('a document with a $ref that leads back to itself', async () => {
    const message = await refused(
      changed((d) => {
        d.components.schemas.OrderStatus = { $ref: '#/components/schemas/PaymentStatus' };
        d.components.schemas.PaymentStatus = { $ref: '#/components/schemas/OrderStatus' };
      }),
    );
    expect(message).toMatch(/:\d+:\d+ \$ref #\/components\/schemas\/\w+ is a cycle/);
  });

  test('a document with a schema that contains itself', async () => {
    const message = await refused(
      changed((d) => (d.components.schemas.Order.properties.parent = { $ref: '#/components/schemas/Order' })),
    );
    expect(message).toMatch(/#\/components\/schemas\/Order is a cycle/);
  });

  test('a document with a $ref that points to nothing', async () => {
    const message = await refused(changed((d) => delete d.components.schemas.OrderStatus));
    expect(message).toMatch(/\$ref #\/components\/schemas\/OrderStatus leads to nothing/);
  });

  test('a document with a $ref to another file or host', async () => {
    const message = await refused(
      changed((d) => (d.components.schemas.Order = { $ref: 'http://169.254.169.254/latest/meta-data' })),
    );
    expect(message).toMatch(/leads outside the document/);
  });

  test('a document with $refs that expand to millions of nodes', async () => {
    const message = await refused(
      changed((d) => {
        for (let level = 0; level < 30; level++) {
          const below = level === 0 ? { type: 'string' } : { $ref: `#/components/schemas/L${level - 1}` };
          d.components.schemas[`L${level}`] = { type: 'object', properties: { a: below, b: below, c: below } };
        }
        d.components.schemas.Order.properties.deep = { $ref: '#/components/schemas/L29' };
      }),
    );
    expect(message).toMatch(/:\d+:\d+ the document expands to more than 1 million nodes/);
  });

  test('50 MB in size', async () => {
    expect(await refused(holding(`openapi: 3.1.0\n#${' '.repeat(50 * 1024 * 1024)}`))).toMatch(/larger than 10 MB/);
  });

  test('a document that the overlay no longer fits', async () => {
    const message = await refused(changed((d) => delete d.webhooks.refund));
    expect(message).toMatch(/checkout\.overlay\.yaml:\d+:\d+ action \d+ matches nothing .*\.webhooks\.refund\.post$/);
  });

  test('a document from which nothing can be generated', async () => {
    const message = await refused(
      changed((d) => (d.components.schemas.OrderPurchase.properties.amount = { type: 'string', example: '10.00' })),
    );
    expect(message).toMatch(/purchase\.amount is a decimal string/);
  });

  test('a missing file, or a folder', async () => {
    expect(await refused('nowhere.yaml')).toBe('nowhere.yaml cannot be read: ENOENT.');
    expect(await refused('src')).toBe('src cannot be read: EISDIR.');
  });

  test('a plain http URL of another host', async () => {
    expect(await refused('http://example.com/openapi.yaml')).toMatch(/expected https/);
  });
});

describe('a pull', { timeout: 60_000 }, () => {
  test('from a URL that responds with 404 is refused', async () => {
    await using server = await serving(404, 'Not found');
    expect(await refused(`${server.url}/openapi.yaml`)).toMatch(/responded with HTTP 404/);
  });

  test('from a URL writes the bytes unchanged, and records their origin', async () => {
    const mutated = document('checkout');
    mutated.info.version = '1.4.0';
    mutated.components.schemas.PaymentStatus.anyOf[0].enum.push('frozen');
    const text = stringify(mutated, { aliasDuplicateObjects: false });
    await using server = await serving(200, text);
    await using temporary = await folder();
    const openapi = await documentsIn(temporary.path);
    const before = await contents(openapi);
    const ended = await pull(`${server.url}/spec/openapi.yaml?token=abc`, '--openapi', openapi);
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^## checkout 1\.0\.0 → 1\.4\.0: minor/);
    const { 'checkout.yaml': document_, 'README.md': readme, ...others } = await contents(openapi);
    expect(document_).toBe(text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const today = new Date().toISOString().slice(0, 10);
    expect(readme).toContain(
      `| \`checkout.yaml\` | ${server.url}/spec/openapi.yaml | 1.4.0 | ${today} | \`${sha256}\` |`,
    );
    expect(readme).not.toContain('token=abc');
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name in others)));
  });

  test('with --dry-run does everything except replace the document', async () => {
    await using temporary = await folder();
    const openapi = await documentsIn(temporary.path);
    const before = await contents(openapi);
    const file = await changed((d) => (d.info.version = '2.0.0'))(temporary.path);
    const ended = await runScript('scripts/spec/pull.ts', [file, '--openapi', openapi, '--dry-run']);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('left as it was') });
    expect(await contents(openapi)).toEqual(before);
  });
});

test('a document without the signing keys, which are not in the documentation, is pulled after --write-overlay', {
  timeout: 60_000,
}, async () => {
  await using temporary = await folder();
  const openapi = await documentsIn(temporary.path);
  const file = await changed((d) => delete d.paths['/auth/realms/Paysera/protocol/openid-connect/certs'])(
    temporary.path,
  );
  const ended = await pull(file, '--openapi', openapi, '--write-overlay');
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /^\S+checkout\.overlay\.yaml:17:5 action 2 matches nothing in \S+vendor\.json: \$\.paths\['\S+\/certs'\]\.get\n {4}fix in \S+checkout\.overlay\.yaml: before action 2, one with x-unless that adds the operation; --write-overlay writes it\n$/,
  );
  expect(ended.stdout).toMatch(
    /^\S+checkout\.overlay\.yaml: 1 drafted\. Review each \(`git diff`\), then run this again\.\n$/,
  );
  const again = await pull(file, '--openapi', openapi);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  // The document shares its errors, so that all are kept, and nothing is missing that `src` could use.
  expect(again.stdout).toMatch(/^## checkout 1\.0\.0: patch/);
  expect(again.stdout.match(/^- \*\*(?!error|document)\w+\*\*: .*/gm)).toBeNull();
  const { files } = await generate('checkout', openapi);
  const rows = (text = '') =>
    text
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .sort();
  expect(rows(files.get('operations.ts'))).toEqual(rows(await readFile('generated/checkout/operations.ts', 'utf8')));
});

test('spec:diff prints the same as spec:pull about a document whose host is refused', { timeout: 60_000 }, async () => {
  await using temporary = await folder();
  const file = await changed((d) => {
    d.servers = [{ url: 'https://api.paysera.net' }];
    delete d.components.schemas.OrderPurchase.properties.amount;
  })(temporary.path);
  const openapi = await documentsIn(temporary.path);
  const [pulled, compared] = [await pull(file, '--openapi', openapi), await diff(file, '--openapi', openapi)];
  expect(compared).toEqual({ code: 2, stdout: '', stderr: pulled.stderr });
  expect(pulled.stderr).toMatch(/servers: none is https:\/\/api\.paysera\.com.*\n {4}fix in /);
  expect(pulled.stderr).toMatch(/x-amounts: the request has no purchase\.amount\.\n {4}fix in /);
});

test('openapi/README.md has the hash of each committed document', async () => {
  const readme = await readFile('openapi/README.md', 'utf8');
  for (const api of ['checkout', 'recurring-billing']) {
    const text = (await readFile(`openapi/${api}.yaml`, 'utf8')).replaceAll('\r\n', '\n');
    const hash = createHash('sha256').update(text).digest('hex');
    expect(readme, `run \`npm run spec:pull -- openapi/${api}.yaml\``).toMatch(
      new RegExp(`^\\| \`${api}\\.yaml\` \\| .* \\| \`${hash}\` \\|$`, 'm'),
    );
  }
});
