import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD } from '../ours.ts';
import type { Row } from '../row.ts';

const SCRATCH = join(import.meta.dirname, '..', '.scratch');
// The JavaScript compiler: with the native one, the cost of the client is below the noise.
const COMPILER = join(import.meta.dirname, '..', '..', 'node_modules/typescript/bin/tsc');

const PROJECTS: Readonly<Record<string, string>> = {
  '(empty project)': 'export const nothing: string = await Promise.resolve("");',
  'paysera-client': `import { createCheckout, createRecurringBilling } from '../../dist/index.js';
const checkout = createCheckout();
const { order_id } = await checkout.orders.create({ purchase: { reference: 'A', amount: 1000, currency: 'EUR' } });
export const status: string | undefined = (await checkout.orders.get(order_id)).status;
for await (const request of createRecurringBilling().paymentRequests.list()) console.log(request.id);`,
  stripe: `import Stripe from 'stripe';
const stripe = new Stripe('');
const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' });
export const status: string | undefined = (await stripe.paymentIntents.retrieve(id)).status;
for await (const intent of stripe.paymentIntents.list()) console.log(intent.id);`,
  openai: `import OpenAI from 'openai';
const client = new OpenAI();
export const file = await client.files.retrieve('a');
for await (const item of client.files.list()) console.log(item.id);`,
  '@mollie/api-client': `import { createMollieClient } from '@mollie/api-client';
const client = createMollieClient({ apiKey: '' });
export const status: string = (await client.payments.get('a')).status;
for await (const payment of client.payments.iterate()) console.log(payment.id);`,
  'mollie-api-typescript': `import { Client } from 'mollie-api-typescript';
const client = new Client();
export const status: string = (await client.payments.get({ paymentId: 'a' })).status;
for await (const page of await client.payments.list()) console.log(page.result.count);`,
  '@adyen/api-library': `import { CheckoutAPI, Client, EnvironmentEnum } from '@adyen/api-library';
const client = new Client({ apiKey: '', environment: EnvironmentEnum.TEST });
export const link = await new CheckoutAPI(client).PaymentLinksApi.getPaymentLink('a');`,
};

interface Check {
  readonly seconds: number;
  readonly megabytes: number;
}

/** The type-checking cost of using a client: time and memory above an empty project. */
export function typeCheck(quick: boolean): Row[] {
  if (!existsSync(join(BUILD, 'index.d.ts'))) return [];
  const names = Object.keys(PROJECTS).slice(0, quick ? 3 : undefined);
  rmSync(SCRATCH, { recursive: true, force: true });
  for (const name of names) write(name);
  const checks = new Map<string, Check[]>(names.map((name) => [name, []]));
  for (let lap = -1; lap < (quick ? 3 : 7); lap++) {
    for (const [name, done] of checks) {
      const check = checkOnce(name);
      if (lap >= 0) done.push(check);
    }
  }
  const [empty = '', mine = '', ...peers] = names;
  // The minimum of all rounds: disturbances only ever add time.
  const least = (name: string, what: keyof Check) => Math.min(...(checks.get(name) ?? []).map((check) => check[what]));
  const over = (name: string, what: keyof Check) => least(name, what) - least(empty, what);
  const group = 'Type check of a project that uses it, over an empty one';
  return peers
    .flatMap((name, index): Row[] => {
      const [ours, theirs] = [over(mine, 'seconds'), over(name, 'seconds')];
      const [memory, theirMemory] = [over(mine, 'megabytes'), over(name, 'megabytes')];
      return [
        {
          ...{ group, what: 'time', unit: 's', ours, ...ratioOf(ours, theirs), peer: { name, value: theirs } },
          ...(index === 0 && { budget: { on: 'ours', limit: 0.3 } as const }),
        },
        {
          group,
          what: 'memory',
          unit: 'MB',
          ours: memory,
          ...ratioOf(memory, theirMemory),
          peer: { name, value: theirMemory },
        },
      ];
    })
    .sort((a, b) => b.what.localeCompare(a.what));
}

/** Undefined when a difference is within the noise. */
function ratioOf(ours: number, theirs: number): { ratio?: number } {
  return ours > 0 && theirs > 0 ? { ratio: ours / theirs } : {};
}

function folderOf(name: string): string {
  return join(SCRATCH, name.replaceAll(/[^a-z-]/g, ''));
}

function write(name: string): void {
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'index.ts'), `${PROJECTS[name]}\n`);
}

function checkOnce(name: string): Check {
  const { stdout, status } = spawnSync(process.execPath, [COMPILER, '-p', folderOf(name), '--extendedDiagnostics'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The ${name} project does not type-check:\n${stdout}`);
  const read = (label: string) => Number(new RegExp(`${label}:\\s+([\\d.]+)`).exec(stdout)?.[1]);
  return { seconds: read('Total time'), megabytes: read('Memory used') / 1000 };
}
