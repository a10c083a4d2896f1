import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseSource, readSource, type SourceFile } from '../../scripts/shared/document.ts';
import { methodsOf } from '../../scripts/shared/methods.ts';
import { compareDocuments } from '../../scripts/spec/compare/compare.ts';
import { runDiff } from '../../scripts/spec/diff.ts';
import { runPull } from '../../scripts/spec/pull.ts';
import { type Api, document, folder, type Loose } from './documents.ts';
import { inProcess } from './in-process.ts';
import { MUTATIONS } from './mutations/mutations.ts';

const diff = inProcess(runDiff, 2);
const pull = inProcess(runPull);

interface Report {
  api: Api;
  verdict: string;
  changes: { impact: string; side: string; what: string; methods: string[]; operations: string[]; location: string }[];
  methods: string[];
  overlay: { touched: { number: number }[]; unmatched: { number: number; target: string; location: string }[] };
}

type Two = [base: SourceFile, overlay: SourceFile];

describe('the verdict on a document with', { timeout: 60_000 }, () => {
  for (const { name, api = 'checkout', change, verdict, message, side, method } of MUTATIONS) {
    test(`${name} is ${verdict}`, async () => {
      const mutated = document(api);
      change(mutated);
      const [base, overlay] = [`openapi/${api}.yaml`, `openapi/${api}.overlay.yaml`].map(readSource) as Two;
      const report = await compareDocuments(api, base, parseSource(JSON.stringify(mutated), 'vendor.json'), overlay);
      expect(report.api).toBe(api);
      expect(report.verdict, JSON.stringify(report.changes, null, 1)).toBe(verdict);
      const decisive = report.changes.filter(({ impact }) => impact === verdict);
      const ranks = ['patch', 'minor', 'major'];
      for (const { impact } of report.changes)
        expect(ranks.indexOf(impact)).toBeLessThanOrEqual(ranks.indexOf(verdict));
      if (verdict === 'none') expect(report.changes).toEqual([]);
      else expect(decisive).not.toEqual([]);
      if (message) expect(decisive.map(({ what }) => what).join('\n')).toMatch(message);
      if (side) expect(decisive.map((change) => change.side)).toContain(side);
      if (method) expect(decisive.flatMap(({ methods }) => methods)).toContain(method);
    });
  }
});

describe('each change is of the field that it is about, however different the field is:', { timeout: 60_000 }, () => {
  const changesOf = async (change: (document: Loose) => unknown) => {
    await using temporary = await folder();
    const file = join(temporary.path, 'vendor.json');
    const mutated = document('checkout');
    change(mutated);
    await writeFile(file, JSON.stringify(mutated));
    const { changes } = JSON.parse((await diff(file, '--json')).stdout) as Report;
    return changes.map(({ impact, what }) => `${impact}: ${what}`);
  };

  test('a parameter before others is new, and none of those is renamed', async () => {
    const changes = await changesOf((d) =>
      d.paths['/payment-executor/integration/v1/payments'].get.parameters.unshift({
        name: 'order_id',
        in: 'query',
        schema: { type: 'string', format: 'uuid' },
      }),
    );
    expect(changes).toEqual(['minor: parameter `order_id` is new']);
  });

  test('a parameter with another schema and example is the same parameter', async () => {
    const link = '/checkout-payment-link/integration/v1/payment-links/{id}';
    const changes = await changesOf((d) => {
      d.paths[link].get.parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }];
    });
    expect(changes).toEqual([
      'major: `id` is now integer (was string)',
      'patch: example of parameter `id` changed',
      'patch: description of parameter `id` changed',
    ]);
  });

  test('a header is the same in another case, and a renamed parameter is not new', async () => {
    const refunds = '/payment-executor/integration/v1/payments/{paymentId}/refunds';
    const parameters = (d: Loose) => d.paths['/merchant-order/integration/v1/orders'].get.parameters;
    const changes = await changesOf((d) => {
      const key = d.paths[refunds].post.parameters.find((one: Loose) => one.in === 'header');
      key.name = key.name.toLowerCase();
      parameters(d).find((one: Loose) => one.name === 'cursor').name = 'page_token';
    });
    expect(changes).toEqual(['major: parameter `cursor` is now called `page_token`']);
  });

  test('the values of a map are not the map', async () => {
    const changes = await changesOf((d) => (d.components.schemas.Metadata.additionalProperties = { type: 'string' }));
    expect(changes).toContain('major: `metadata.*` is now string (was string or null)');
  });
});

describe('the report', { timeout: 60_000 }, () => {
  const moved = async (path: string) => {
    const file = join(path, 'vendor.yaml');
    const mutated = document('checkout');
    delete mutated.paths['/merchant-order/integration/v1/orders'].get;
    mutated.components.schemas.PaymentStatus.anyOf[0].enum.push('frozen');
    await writeFile(file, JSON.stringify(mutated));
    return file;
  };

  test('names an amount that is sent in another type above all else', async () => {
    await using temporary = await folder();
    const mutated = document('checkout');
    mutated.components.schemas.OrderPurchase.properties.amount = { type: 'integer', minimum: 1 };
    const file = join(temporary.path, 'vendor.yaml');
    await writeFile(file, JSON.stringify(mutated));
    const { stdout } = await diff(file);
    const above = stdout.slice(0, stdout.indexOf('###'));
    expect(above).toContain(
      '**Money:** checkout.orders.create: amount `purchase.amount` is sent as an integer now (was a string of digits)\n',
    );
  });

  test('is Markdown that names what breaks, the affected methods, and the overlay actions that match nothing', async () => {
    await using temporary = await folder();
    const { stdout, code } = await diff(await moved(temporary.path));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## checkout 1\.0\.0: major\n/);
    expect(stdout).toMatch(/### Breaks callers \(1\)\n\ncheckout\.orders\.list:\n- \*\*document\*\*: `GET .*` is gone/);
    expect(stdout).toMatch(/### New, or wider \(\d\)\n\n[^\n]+:\n- \*\*\w+\*\*: .*may be `frozen` now/);
    expect(stdout).toMatch(/\*\*Affected methods:\*\* .*`checkout\.orders\.list`/);
    expect(stdout).toMatch(/would reject it[\s\S]*\nopenapi\/checkout\.overlay\.yaml:\d+:\d+ action 4 matches nothing/);
    expect(stdout.split('\n').length, 'read in a minute').toBeLessThan(40);
  });

  test('lists all that spec:pull would reject the document for, with what helps', async () => {
    await using temporary = await folder();
    const file = join(temporary.path, 'vendor.json');
    const mutated = document('checkout');
    delete mutated.paths['/auth/realms/Paysera/protocol/openid-connect/certs'];
    delete mutated.components.schemas.OrderPurchase.properties.amount;
    await writeFile(file, JSON.stringify(mutated));
    const rejected = await pull(file, '--dry-run');
    expect(rejected.stderr).toMatch(/matches nothing[\s\S]*\n {4}fix in [\s\S]*has no purchase\.amount\.\n {4}fix in /);
    const { stdout, code } = await diff(file);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n${rejected.stderr}`);
    expect(JSON.parse((await diff(file, '--json')).stdout).problems.join('\n')).toBe(rejected.stderr.trimEnd());
    // Without that schema it cannot be compared; everything is listed all the same.
    delete mutated.components.schemas.PaymentStatus;
    await writeFile(file, JSON.stringify(mutated));
    const { stderr } = await pull(file, '--dry-run');
    expect(stderr).toMatch(/PaymentStatus leads to nothing[\s\S]*matches nothing/);
    expect(await diff(file)).toEqual({ code: 2, stdout: '', stderr });
  });

  test('names the overlay actions of fields that changed, and asks about fields that src reads and that may be missing now', async () => {
    await using temporary = await folder();
    const file = join(temporary.path, 'vendor.json');
    const mutated = document('checkout');
    // An amount and an id by actions; all operations with a status by a shared schema, of which no action says anything.
    mutated.components.schemas.OrderPurchase.properties.amount = { type: 'integer' };
    const created = mutated.paths['/merchant-order/integration/v1/orders'].post.responses['201'];
    const { schema } = created.content['application/json'];
    const response = mutated.components.schemas[schema.$ref?.split('/').at(-1)] ?? schema;
    response.required = response.required.filter((name: string) => name !== 'order_id');
    mutated.components.schemas.PaymentStatus.anyOf[0].enum.push('frozen');
    const { Order } = mutated.components.schemas;
    Order.required = Order.required.filter((name: string) => name !== 'reference');
    await writeFile(file, JSON.stringify(mutated));
    const { stdout } = await diff(file);
    expect(stdout).toMatch(
      /`reference` may be missing now _\(src reads `reference` in src\/checkout\/\S+\.ts.*; ask the vendor when it is missing\)_/,
    );
    expect(stdout).toMatch(
      /`order_id` may be missing now _\(the client goes on with `order_id` \(x-required-fields\) and fails without; ask the vendor when it is missing\)_/,
    );
    const [, touched = ''] = /\*\*Overlay actions to review:\*\*\n((?:- .*\n)+)/.exec(stdout) ?? [];
    expect(touched.match(/action \d+/g)).toEqual(['action 3']);
  });

  test('lists 40 changes of a kind, and every one with --all', async () => {
    await using temporary = await folder();
    const file = join(temporary.path, 'vendor.json');
    const mutated = document('checkout');
    for (const schema of Object.values<Loose>(mutated.components.schemas)) {
      for (const property of Object.values<Loose>(schema.properties ?? {})) delete property.description;
    }
    await writeFile(file, JSON.stringify(mutated));
    const linesOf = (text: string) => text.split('\n').filter((line) => line.startsWith('- **')).length;
    const { stdout } = await diff(file);
    expect(linesOf(stdout)).toBe(40);
    const [, more] = /^… and (\d+) more; `--all` shows them$/m.exec(stdout) ?? [];
    const { stdout: all } = await diff(file, '--all');
    expect(linesOf(all)).toBe(40 + Number(more));
  });

  test('--fail-on decides the exit code', async () => {
    await using temporary = await folder();
    const file = await moved(temporary.path);
    expect((await diff(file, '--fail-on', 'major')).code).toBe(1);
    expect((await diff(file, '--fail-on', 'none')).code).toBe(0);
    expect((await diff('openapi/checkout.yaml', '--fail-on', 'patch')).code).toBe(0);
  });

  test('--json through npm prints one object and nothing else', async () => {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['run', '--silent', 'spec:diff', '--', 'openapi/recurring-billing.yaml', '--json'],
      { shell: process.platform === 'win32' },
    );
    expect(JSON.parse(stdout)).toMatchObject({ api: 'recurring-billing', verdict: 'none', changes: [] });
  });

  test('--base compares two files, whatever is committed', async () => {
    await using temporary = await folder();
    const file = await moved(temporary.path);
    const { stdout } = await diff('openapi/checkout.yaml', '--base', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'minor' });
  });

  test('an invalid argument or document prints one problem and exits with 2', async () => {
    for (const [args, message] of [
      [[], /expects one URL or file/],
      [['openapi/checkout.yaml', '--fail-on', 'mayor'], /--fail-on mayor: expected none, patch, minor, major/],
      [['package.json'], /package\.json:\d+:\d+ is not an OpenAPI 3\.0 or 3\.1 document/],
      [
        ['openapi/checkout.yaml', '--api', 'recurring-billing'],
        /is the document of checkout, not of recurring-billing/,
      ],
    ] as const) {
      const ended = await diff(...args);
      expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
      const [, ...below] = ended.stderr.trim().split('\n');
      expect(below.filter((line) => !line.startsWith('    what to do: '))).toEqual([]);
    }
  });
});

test('every operation that an overlay names has a method of the client, except those of the token host', async () => {
  for (const api of ['checkout', 'recurring-billing'] as const) {
    const overlay = parse(await readFile(`openapi/${api}.overlay.yaml`, 'utf8')) as {
      actions: { target: string; update: { operationId?: string } }[];
    };
    const named = overlay.actions.filter(({ target }) => target.startsWith('$.paths'));
    const methods = methodsOf(api);
    const missing = named.map(({ update }) => update.operationId ?? '').filter((id) => !methods.has(id));
    expect(missing).toEqual(api === 'checkout' ? ['createAccessToken', 'listSigningKeys'] : []);
  }
});
