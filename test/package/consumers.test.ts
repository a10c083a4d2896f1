import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumer } from '../support/consumer.ts';
import { typeCheck } from '../support/type-check.ts';
import { typeScript7 } from '../support/typescript-7.ts';
import { MERCHANT_SHOP } from './merchant-shop.ts';

let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await consumer());
  // What a project with Node's types has installed.
  await cp('node_modules/@types/node', join(folder, 'node_modules/@types/node'), {
    recursive: true,
    dereference: true,
  });
  await symlink(resolve('node_modules/undici-types'), join(folder, 'node_modules/undici-types'), 'junction').catch(
    () => undefined,
  );
}, 180_000);

afterAll(() => remove());

/** A shop, as far as types go: each public way of saying something once. */
const SHOP = `
import { createCheckout, createRecurringBilling, isApiError, minorUnits, type Checkout, type PayseraEvent } from 'paysera-client';
import { startSandbox } from 'paysera-client/sandbox';
import { createWebhookHandler, verifyWebhook } from 'paysera-client/webhooks';

const checkout: Checkout = createCheckout({
  clientId: 'a',
  clientSecret: 'b',
  onEvent: (event: PayseraEvent) => { if (event.type === 'drift') console.log(event.path); },
});
export async function pay(): Promise<string> {
  const amount = minorUnits('25.00', 'EUR');
  const { paymentUrl } = await checkout.createPayment({ purchase: { reference: 'A', amount, currency: 'EUR' } });
  for await (const order of checkout.orders.list({ status: ['paid'] })) if (order.status === 'paid') return order.id;
  return paymentUrl;
}
export async function charge(token: string): Promise<string> {
  const recurring = createRecurringBilling({ macId: 'a', macKey: 'b', businessId: 'c' });
  try {
    const { id } = await recurring.paymentRequests.get(token);
    return id;
  } catch (error) {
    if (isApiError(error)) return error.code + error.status;
    throw error;
  }
}
export async function hook(request: Request): Promise<string> {
  const event = await verifyWebhook({ body: await request.text(), headers: request.headers, secret: 'b' });
  return event.type;
}
export const handler = createWebhookHandler({ secret: 'b', on: { order: async () => {} } });
export const running = async () => (await startSandbox({ port: 0 })).url;
// @ts-expect-error An amount is whole minor units.
checkout.orders.create({ purchase: { reference: 'A', amount: 25.5, currency: 'EUR' } });
// @ts-expect-error Both, or none.
checkout.paymentMethods.list({ amount: 100 });
`;

const DOM = { lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: [] };
const NODE = { lib: ['ES2023'], types: ['node'] };
const NODE10 = 'commonjs and node10';
/** How a CommonJS project goes on where there is no node10 any more. */
const COMMONJS = 'commonjs and bundler';
const PROJECTS = [
  { name: NODE10, file: 'node10.ts', options: { module: 'commonjs', moduleResolution: 'node10', ...NODE } },
  { name: COMMONJS, file: 'commonjs.ts', options: { module: 'commonjs', moduleResolution: 'bundler', ...NODE } },
  { name: 'node16, CommonJS', file: 'node16.cts', options: { module: 'node16', ...NODE } },
  { name: 'nodenext, CommonJS', file: 'nodenext.cts', options: { module: 'nodenext', ...NODE } },
  { name: 'nodenext, ES module', file: 'nodenext.mts', options: { module: 'nodenext', ...NODE } },
  { name: 'nodenext, ES module, with DOM types', file: 'dom.mts', options: { module: 'nodenext', ...DOM } },
  { name: 'bundler', file: 'bundler.ts', options: { module: 'esnext', moduleResolution: 'bundler', ...NODE } },
  // Written from the README and the docs alone, without a cast.
  {
    name: "a merchant's whole shop",
    file: 'merchant.mts',
    options: { module: 'nodenext', ...NODE },
    source: MERCHANT_SHOP,
  },
].map(({ name, file, options, source = SHOP }) => ({
  ...{ name, file, source },
  options: {
    ...{ target: 'es2022', strict: true, noEmit: true, skipLibCheck: false, ...options },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true },
  },
}));
const without = (omitted: string) => PROJECTS.filter(({ name }) => name !== omitted);

describe('a strict project type-checks, including the declarations of the package,', { timeout: 60_000 }, () => {
  beforeAll(() => Promise.all(PROJECTS.map(({ file, source }) => writeFile(join(folder, file), source))));

  /** What was found in a project, or in the package, which is everybody's. */
  function foundIn(output: string, file: string): string {
    const others = PROJECTS.filter((project) => project.file !== file);
    return output
      .split('\n')
      .filter((line) => !others.some((other) => line.startsWith(other.file)))
      .join('\n')
      .trim();
  }

  const settingsOf = ({ options }: (typeof PROJECTS)[number]) => JSON.stringify(options);
  /** Projects with the same settings are files of one program, so that what they share is checked once. */
  const filesWith = (settings: string, projects: typeof PROJECTS) =>
    projects.filter((project) => settingsOf(project) === settings).map(({ file }) => file);

  describe.for([
    { version: '5.9', compiler: 'typescript-5', projects: without(COMMONJS), more: {} },
    { version: '6', compiler: 'typescript', projects: PROJECTS, more: { ignoreDeprecations: '6.0' } },
  ])('with TypeScript $version', ({ compiler, projects, more }) => {
    const check = typeCheck(compiler);
    const outputs = new Map<string, string>();

    function outputOf(settings: string): string {
      const output =
        outputs.get(settings) ?? check(folder, filesWith(settings, projects), { ...JSON.parse(settings), ...more });
      outputs.set(settings, output);
      return output;
    }

    test.for(projects)('$name', (project) => {
      expect(foundIn(outputOf(settingsOf(project)), project.file)).toBe('');
    });
  });

  describe('with TypeScript 7', () => {
    const projects = without(NODE10);
    let output = '';

    /** The compiler is a program of its own: one process builds all the programs. */
    async function build(projects: typeof PROJECTS): Promise<string> {
      const configs: string[] = [];
      for (const settings of new Set(projects.map(settingsOf))) {
        const files = filesWith(settings, projects);
        const config = `${files[0]}.json`;
        await writeFile(join(folder, config), JSON.stringify({ compilerOptions: JSON.parse(settings), files }));
        configs.push(config);
      }
      return typeScript7(['--build', '--pretty', 'false', ...configs], folder);
    }

    beforeAll(async () => {
      output = await build(projects);
    }, 300_000);

    test.for(projects)('$name', ({ file }) => {
      expect(foundIn(output, file)).toBe('');
    });

    test(`TypeScript 7 rejects ${NODE10} with an error of its own, which the package cannot change`, async () => {
      expect(await build(PROJECTS.filter(({ name }) => name === NODE10))).toMatch(/node10.*removed/i);
    });
  });
});

/** Strings that stand in one half of the client only. */
const RECURRING = ['/checkout/rest/v1/payment-requests', 'checkout-eu-a.paysera.com', 'PAYSERA_MAC_KEY', 'body_hash'];
const CHECKOUT = ['/merchant-order/integration/v1/orders', 'PAYSERA_CLIENT_SECRET'];

describe('a bundle of Checkout alone does not contain Recurring Billing', { timeout: 600_000 }, () => {
  const entry = async () => {
    const path = join(folder, 'entry.mjs');
    await writeFile(
      path,
      "import { createCheckout } from 'paysera-client';\nglobalThis.checkout = createCheckout();\n",
    );
    return path;
  };
  const verify = (code: string) => {
    for (const text of CHECKOUT) expect(code).toContain(text);
    for (const text of RECURRING) expect(code).not.toContain(text);
  };

  test('with esbuild', async () => {
    const { outputFiles } = await esbuild({
      ...{ entryPoints: [await entry()], bundle: true, format: 'esm', platform: 'browser', minify: true, write: false },
      ...{ outdir: join(folder, 'esbuild'), splitting: true, logLevel: 'silent', absWorkingDir: folder },
    });
    verify(outputFiles.map(({ text }) => text).join('\n'));
  });

  test('with Rollup', async () => {
    const bundle = await rollup({ input: await entry(), plugins: [nodeResolve({ browser: true })] });
    const { output } = await bundle.generate({ format: 'esm' });
    verify(output.map((file) => ('code' in file ? file.code : '')).join('\n'));
  });

  test('with Vite', async () => {
    const outDir = join(folder, 'vite');
    const rolldownOptions = { input: await entry() };
    await vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: { outDir, write: true, rolldownOptions },
    });
    const files = (await readdir(outDir, { recursive: true })).filter((name) => name.endsWith('.js'));
    verify((await Promise.all(files.map((name) => readFile(join(outDir, name), 'utf8')))).join('\n'));
  });
});
