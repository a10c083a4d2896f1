import { execFile } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumer } from '../support/consumer.ts';

const run = promisify(execFile);
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await consumer());
}, 600_000);

afterAll(() => remove());

/** What a user's own file prints. */
async function printed(name: string, source: string): Promise<unknown> {
  await writeFile(join(folder, name), source);
  return JSON.parse((await run(process.execPath, [name], { cwd: folder })).stdout);
}

const CALLS = `
  const asked = [];
  const answers = [
    { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 },
    { order_id: '0191b2c3-0000-7000-8000-000000000001' },
  ];
  const fetch = async (url, init) => {
    asked.push([init.method, new URL(url).pathname.split('/').at(-1)]);
    return Response.json(answers.shift());
  };
  const checkout = createCheckout({ clientId: 'a', clientSecret: 'b', fetch });
  const purchase = { reference: 'ORDER-001', amount: 1000, currency: 'EUR' };
  checkout.orders.create({ purchase }).then(({ order_id }) => console.log(JSON.stringify({ asked, order_id })));
`;
const CALLED = {
  asked: [
    ['POST', 'token'],
    ['POST', 'orders'],
  ],
  order_id: '0191b2c3-0000-7000-8000-000000000001',
};

test('the packed package creates an order from an ES module', async () => {
  expect(await printed('esm.mjs', `import { createCheckout } from 'paysera-client';${CALLS}`)).toEqual(CALLED);
});

test('the packed package creates an order from CommonJS with require', async () => {
  expect(await printed('cjs.cjs', `const { createCheckout } = require('paysera-client');${CALLS}`)).toEqual(CALLED);
});

const SHARED = `
  const required = (name) => createRequire(import.meta.url)(name);
  const entries = Object.keys(required('paysera-client/package.json').exports).filter((path) => !path.includes('json'));
  const shared = [];
  for (const entry of entries.filter((path) => !['./undici', './opentelemetry'].includes(path))) {
    const name = entry.replace('.', 'paysera-client');
    const [a, b] = [required(name), await import(name)];
    const names = Object.keys(a);
    shared.push([name, names.length > 0 && names.length === Object.keys(b).length && names.every((key) => a[key] === b[key])]);
  }
  const { createCheckout } = required('paysera-client');
  const { ConfigurationError } = await import('paysera-client');
  const thrown = (() => { try { createCheckout({ clientId: '' }) } catch (error) { return error } })();
  console.log(JSON.stringify({ shared, isInstance: thrown instanceof ConfigurationError }));
`;

test('require and import share one copy: each export is the same value, and instanceof works across both', async () => {
  const source = `import { createRequire } from 'node:module';${SHARED}`;
  expect(await printed('shared.mjs', source)).toEqual({
    shared: [
      ['paysera-client', true],
      ['paysera-client/billing', true],
      ['paysera-client/redis', true],
      ['paysera-client/sandbox', true],
      ['paysera-client/sql', true],
      ['paysera-client/testing', true],
      ['paysera-client/webhooks', true],
    ],
    isInstance: true,
  });
});

test('both documents can be imported from the package, and have paths', async () => {
  const source = `
    const { paths: a } = require('paysera-client/openapi/checkout.json');
    const { paths: b } = require('paysera-client/openapi/recurring-billing.json');
    console.log(JSON.stringify([a, b].map((paths) => Object.keys(paths).length > 0)));`;
  expect(await printed('documents.cjs', source)).toEqual([true, true]);
});

test('installing the package adds its three runtime dependencies and nothing else', async () => {
  const installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
  expect(installed.sort()).toEqual(['ky', 'openapi-fetch', 'openapi-typescript-helpers', 'paysera-client', 'valibot']);
});

test('internal names do not show in the declarations', async () => {
  const dist = join(folder, 'node_modules/paysera-client/dist');
  const files = (await readdir(dist, { recursive: true })).filter((name) => /\.d\.c?ts$/.test(name));
  const declarations = (await Promise.all(files.map((name) => readFile(join(dist, name), 'utf8')))).join('\n');
  expect(declarations).toMatch(/\bverifyWebhook\b/);
  expect(declarations.match(/\b(?:paymentsOf|readEvent|Failure|createCreatePayment|createOrders)\b/g)).toBeNull();
});

test('a fixture of the packed package is signed, and its handler takes it', async () => {
  const source = `
    const { webhookFixture } = require('paysera-client/testing');
    const { verifyWebhook } = require('paysera-client/webhooks');
    const secret = 'a';
    webhookFixture('order.paid', { amount: 1990, secret })
      .then(({ body, headers }) => verifyWebhook({ body, headers, secret }))
      .then(({ type, order }) => console.log(JSON.stringify([type, order.amount_paid])));`;
  expect(await printed('fixture.cjs', source)).toEqual(['order', 1990]);
});

// The last one: it installs a peer dependency, as a user who wants it does.
test('the packed entry for OpenTelemetry loads from both module systems, and only with its peer', async () => {
  const source = `
    import { createRequire } from 'node:module';
    import { createCheckout } from 'paysera-client';
    const name = 'paysera-client/opentelemetry';
    const a = await import(name).catch(({ code }) => ({ code }));
    if (a.code) console.log(JSON.stringify(a));
    else {
      const fetch = async () => Response.json({ error: 'invalid_client' }, { status: 401 });
      const checkout = createCheckout({ clientId: 'a', clientSecret: 'b', fetch, onEvent: a.openTelemetry() });
      const { name: error } = await checkout.project.get().catch((error) => error);
      const isShared = createRequire(import.meta.url)(name).openTelemetry === a.openTelemetry;
      console.log(JSON.stringify({ error, isShared }));
    }`;
  expect(await printed('telemetry.mjs', source)).toEqual({ code: 'ERR_MODULE_NOT_FOUND' });
  const peer = 'node_modules/@opentelemetry/api';
  await cp(peer, join(folder, peer), { recursive: true, dereference: true });
  expect(await printed('telemetry.mjs', source)).toEqual({ error: 'AuthenticationError', isShared: true });
});
