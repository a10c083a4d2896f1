import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runGenerate } from '../../scripts/generate/index.ts';
import { contents, documentsIn, folder, type Loose, toOpenApi30 } from './documents.ts';
import { inProcess } from './in-process.ts';
import { runScript } from './run-script.ts';

const ORDERS = '/merchant-order/integration/v1/orders';

const generate = inProcess(runGenerate);

/** Runs generate over changed documents, and gives what it said and whether it left the output alone. */
async function broken(
  changes: Parameters<typeof documentsIn>[1] & { text?: (yaml: string) => string },
  apis: readonly string[] = ['--api', 'checkout'],
) {
  await using temporary = await folder();
  const openapi = await documentsIn(temporary.path, changes);
  if (changes?.text) {
    const file = join(openapi, 'checkout.yaml');
    await writeFile(file, changes.text(await readFile(file, 'utf8')));
  }
  const out = join(temporary.path, 'generated');
  await cp('generated', out, { recursive: true });
  const before = await contents(out);
  const ended = await generate(...apis, '--openapi', openapi, '--out', out);
  expect(await contents(out), 'the output is untouched').toEqual(before);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe('');
  const causes = ended.stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith(' '));
  // Each with its location.
  for (const cause of causes) expect(cause).toMatch(/:\d+:\d+ /);
  return causes.join('\n');
}

/** The update of the action that names an operation. */
function actionOf(overlay: Loose, id: string): Loose {
  return overlay.actions.find(({ update }: Loose) => update?.operationId === id).update;
}

describe('the one-line error for an unusable document names the location of', {
  timeout: 60_000,
}, () => {
  test('broken YAML', async () => {
    const message = await broken({ text: (yaml) => yaml.replace('  version: 1.0.0', '  version: [1.0.0') });
    expect(message).toMatch(/checkout\.yaml:\d+:\d+ /);
  });

  test('a duplicate key', async () => {
    const message = await broken({
      text: (yaml) => yaml.replace('  version: 1.0.0', '  version: 1.0.0\n  version: 2.0.0'),
    });
    expect(message).toMatch(/checkout\.yaml:5:3 .*unique/);
  });

  test('an overlay action that matches nothing', async () => {
    const message = await broken({ change: (d) => delete d.paths[ORDERS].get });
    expect(message).toMatch(
      /checkout\.overlay\.yaml:\d+:\d+ action \d+ matches nothing in .*checkout\.yaml: .*orders'\]\.get/,
    );
  });

  test('every overlay action that matches nothing', async () => {
    const message = await broken({
      change: (d) => {
        for (const name of ['order', 'refund', 'distribution']) delete d.webhooks[name];
      },
    });
    expect(message.split('\n').map((line) => /action \d+ matches nothing in \S+ (.*)$/.exec(line)?.[1])).toEqual([
      '$.webhooks.order.post',
      '$.webhooks.refund.post',
      '$.webhooks.distribution.post',
    ]);
  });

  test('an overlay target that is not a JSONPath', async () => {
    const message = await broken({ overlay: (o) => (o.actions[1].target = '$.paths[') });
    expect(message).toMatch(/checkout\.overlay\.yaml:\d+:\d+ target is not a JSONPath/);
  });

  test('a misspelled extension', async () => {
    const message = await broken({ overlay: (o) => (o.actions[1].update['x-amonts'] = ['purchase.amount']) });
    expect(message).toMatch(/checkout\.overlay\.yaml:\d+:\d+ x-amonts is not one of our extensions: x-status, /);
  });

  test('an extension with an unknown value', async () => {
    const message = await broken({ overlay: (o) => (o.actions[1].update['x-retry'] = 'sometimes') });
    expect(message).toMatch(/overlay\.yaml:\d+:\d+ x-retry is "sometimes"; expected safe \| lookup \| key\.$/);
  });

  test('an amount field that the request does not have', async () => {
    const message = await broken({
      change: (d) => delete d.components.schemas.OrderPurchase.properties.minimum_amount,
    });
    expect(message).toMatch(/:\d+:\d+ x-amounts: the request has no purchase\.minimum_amount\.$/);
  });

  test('an amount that became a decimal string: minor units would be wrong by a factor of 100', async () => {
    const message = await broken({
      change: (d) => (d.components.schemas.OrderPurchase.properties.amount = { type: 'string', example: '10.00' }),
    });
    expect(message).toMatch(/:\d+:\d+ x-amounts: purchase\.amount is a decimal string/);
  });

  test('a duplicate operationId', async () => {
    const message = await broken({ overlay: (o) => (actionOf(o, 'listOrders').operationId = 'createOrder') });
    expect(message).toMatch(
      /overlay\.yaml:\d+:\d+ operationId createOrder is already used at .*overlay\.yaml:\d+:\d+\.$/,
    );
  });

  test('a $ref that points to nothing', async () => {
    const message = await broken({
      change: (d) => (d.paths[ORDERS].get.parameters[1].schema = { $ref: '#/components/schemas/Nowhere' }),
    });
    expect(message).toMatch(
      /checkout\.yaml:\d+:\d+ \$ref #\/components\/schemas\/Nowhere leads to nothing\.\n\S+checkout\.yaml:\d+:\d+ x-amounts: amount is neither [^\n]* \(once the edits above are made\)$/,
    );
  });

  test('a lint error', async () => {
    // With both documents, as users run it: nothing of the good one is written either.
    const message = await broken({ change: (d) => (d.paths[ORDERS].get.parameters[1].in = 'querry') }, []);
    expect(message).toMatch(
      /checkout\.yaml:\d+:\d+ .*"querry".* \[struct\]$|checkout\.yaml:\d+:\d+ .*`in`.* \[struct\]/,
    );
  });

  test('a missing file, an unknown option or an unknown API', async () => {
    await using temporary = await folder();
    const missing = await generate('--openapi', temporary.path, '--out', temporary.path);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*checkout\.yaml[^\n]*\n$/) });
    expect(await generate('--ceck')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*--ceck[^\n]*\n$/),
    });
    expect(await generate('--api', 'chekout')).toMatchObject({
      code: 1,
      stderr: '--api chekout: expected checkout or recurring-billing.\n',
    });
  });
});

describe('the generated code', { timeout: 60_000 }, () => {
  test('is identical, byte for byte, in two runs', async () => {
    await using temporary = await folder();
    const [one, two] = [join(temporary.path, 'one'), join(temporary.path, 'two')];
    await generate('--out', one);
    // In another process, which remembers nothing of the first.
    expect((await runScript('scripts/generate/index.ts', ['--out', two])).code).toBe(0);
    expect(await contents(one)).toEqual(await contents(two));
    expect(Object.keys(await contents(one))).toHaveLength(12);
  });

  test('matches what is committed', async () => {
    const ended = await runScript('scripts/generate/index.ts', ['--check']);
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
  });

  test('loses what an earlier version generated, which --check sees', async () => {
    await using temporary = await folder();
    const out = join(temporary.path, 'generated');
    await cp('generated', out, { recursive: true });
    const stale = join(out, 'recurring-billing', 'webhooks.ts');
    await writeFile(stale, 'export const webhooks = {};\n');
    const checked = await generate('--check', '--out', out);
    expect(checked).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/recurring-billing\/webhooks\.ts not as generated/),
    });
    expect(Object.keys(await contents(out))).toHaveLength(13);
    const ended = await generate('--out', out);
    expect(ended.stdout).toMatch(/12 files, 0 written, 1 removed/);
    expect(await contents(out)).toEqual(await contents('generated'));
  });

  test('fails --check when a committed file differs in one byte', async () => {
    await using temporary = await folder();
    const out = join(temporary.path, 'generated');
    await generate('--out', out);
    const file = join(out, 'checkout', 'operations.ts');
    const changed = (await readFile(file, 'utf8')).replace('"digits"', '"integer"');
    await writeFile(file, changed);
    const ended = await generate('--check', '--out', out);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/checkout\/operations\.ts not as generated: run `npm run generate`/);
    expect(await readFile(file, 'utf8')).toBe(changed);
  });
});

async function rowsOf(change: (document: Loose) => unknown, overlay?: (overlay: Loose) => unknown) {
  await using temporary = await folder();
  const openapi = await documentsIn(temporary.path, { change, ...(overlay && { overlay }) });
  const out = join(temporary.path, 'generated');
  const ended = await generate('--api', 'checkout', '--openapi', openapi, '--out', out);
  expect(ended.stderr).toBe('');
  const files = await contents(join(out, 'checkout'));
  const rows = new Map(
    [...(files['operations.ts'] ?? '').matchAll(/^ {2}(\w+): (\{.*\}),$/gm)].map(([, id, row]) => [
      id,
      JSON.parse(row ?? ''),
    ]),
  );
  return { rows, files };
}

describe('a vendor document', { timeout: 60_000 }, () => {
  test('in which an order amount became an integer sends it as an integer', async () => {
    const { rows } = await rowsOf((d) => (d.components.schemas.OrderPurchase.properties.amount = { type: 'integer' }));
    expect(rows.get('createOrder').amounts[0]).toEqual({ in: 'body', at: 'purchase.amount', as: 'integer' });
  });

  test('in which a link amount became a string sends it as digits', async () => {
    const { rows } = await rowsOf(
      (d) => (d.components.schemas.PaymentLinkPurchase.properties.amount = { type: 'string' }),
    );
    expect(rows.get('createPaymentLink').amounts[0]).toEqual({ in: 'body', at: 'purchase.amount', as: 'digits' });
  });

  test('without operationIds gets them from the overlay', async () => {
    const before = await rowsOf(() => undefined);
    const { rows, files } = await rowsOf((d) => {
      for (const group of [d.paths, d.webhooks])
        for (const item of Object.values<Loose>(group))
          for (const operation of Object.values<Loose>(item)) delete operation.operationId;
    });
    expect([...rows.keys()].sort()).toEqual([...before.rows.keys()].sort());
    expect(body(files['schemas.ts'])).toBe(body(before.files['schemas.ts']));
  });

  test('with other component names generates the same table', async () => {
    const before = await rowsOf(() => undefined);
    const { rows } = await rowsOf((d) => {
      const text = JSON.stringify(d).replaceAll('#/components/schemas/', '#/components/schemas/Vendor');
      Object.assign(d, JSON.parse(text));
      d.components.schemas = Object.fromEntries(
        Object.entries(d.components.schemas).map(([name, schema]) => [`Vendor${name}`, schema]),
      );
    });
    expect([...rows]).toEqual([...before.rows]);
  });

  test('with closed enums still generates open response types', async () => {
    const { files } = await rowsOf((d) => {
      d.components.schemas.OrderStatus = { type: 'string', enum: ['paid', 'closed'] };
    });
    expect(files['paths.ts']).toMatch(/OrderStatus: "paid" \| "closed" \| OpenText;/);
    expect(files['schemas.ts']).toMatch(/vOrderStatus = v\.string\(\)/);
  });

  test('with one schema for request and response takes an AmountInput in the request only', async () => {
    const { files, rows } = await rowsOf((d) => {
      d.components.schemas.Purchase = {
        type: 'object',
        properties: {
          ...d.components.schemas.OrderPurchase.properties,
          amount: { type: 'string', examples: ['1000'] },
        },
      };
      d.components.schemas.CreateOrderRequest.properties.purchase = { $ref: '#/components/schemas/Purchase' };
      d.components.schemas.CreatedOrder.properties.purchase = { $ref: '#/components/schemas/Purchase' };
      delete d.components.schemas.OrderPurchase;
      delete d.components.schemas.CreatedOrderPurchase;
      const post = d.paths[ORDERS].post;
      delete post.responses['201'].content['application/json'].examples;
      delete post.requestBody.content['application/json'].examples;
    });
    expect(rows.get('createOrder').amounts[0].as).toBe('digits');
    const shared = files['paths.ts']?.match(/^ {8}Purchase: \{[\s\S]*?^ {8}\};/m)?.[0];
    expect(shared).toMatch(/ amount\?: string;/);
    expect(files['paths.ts']?.match(/ amount\?: AmountInput/g)?.length).toBeGreaterThan(1);
  });

  test('in OpenAPI 3.0 is converted to 3.1: nullable, exclusive limits and examples', async () => {
    const { rows, files } = await rowsOf(toOpenApi30);
    expect(rows.get('createOrder').amounts[0]).toEqual({ in: 'body', at: 'purchase.amount', as: 'digits' });
    expect(JSON.parse(files['openapi.json'] ?? '').openapi).toBe('3.1.0');
    expect(files['schemas.ts']).toMatch(/cursor: v\.(optional\()?v?\.?nullable|cursor: v\.null/);
    expect(files['paths.ts']).toMatch(/cursor\??: string \| null;/);
  });
});

/** What is generated, without the header that carries the hash of the document. */
function body(text: string | undefined): string | undefined {
  return text?.replace(/^(\/\/.*\n)+/, '');
}
