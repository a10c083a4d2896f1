import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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

async function printed(source: string): Promise<string> {
  await writeFile(join(folder, 'sandbox.mjs'), `import { startSandbox } from 'paysera-client/sandbox';${source}`);
  return (await run(process.execPath, ['sandbox.mjs'], { cwd: folder })).stdout;
}

// In this order: the packages are not there at first.
test('the packed sandbox names the missing packages, and starts once they are installed', async () => {
  const refused = await printed('await startSandbox().catch(({ name, message }) => console.log(name, message));');
  expect(refused).toContain('ConfigurationError');
  expect(refused).toContain('npm install --save-dev hono @hono/node-server ajv');

  await mkdir(join(folder, 'node_modules/@hono'), { recursive: true });
  for (const name of ['hono', '@hono/node-server', 'ajv']) {
    await symlink(resolve('node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  const sold = await printed(`
    import { createCheckout } from 'paysera-client';
    const sandbox = await startSandbox();
    const checkout = createCheckout({ ...sandbox.credentials, baseUrl: sandbox.url });
    const { orderId, paymentUrl } = await checkout.createPayment({ purchase: { reference: 'P', amount: 1990, currency: 'EUR' } });
    await sandbox.payer.pay(paymentUrl);
    console.log((await checkout.orders.get(orderId)).status);
    await sandbox.stop();`);
  expect(sold).toBe('paid\n');
});

test('the packed sandbox starts within 300 ms', async () => {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    await writeFile(
      join(folder, 'start.mjs'),
      `const [started, before] = [performance.now(), process.cpuUsage()];
       const { startSandbox } = await import('paysera-client/sandbox');
       const sandbox = await startSandbox();
       const { user, system } = process.cpuUsage(before);
       console.log(Math.min(performance.now() - started, (user + system) / 1000));
       await sandbox.stop();`,
    );
    times.push(Number((await run(process.execPath, ['start.mjs'], { cwd: folder })).stdout));
  }
  // The clock on the wall, or the processor's own time where the machine is busy with something else; the best of five.
  console.log(`starts in ${Math.min(...times).toFixed(0)} ms`);
  expect(Math.min(...times)).toBeLessThan(300);
});
