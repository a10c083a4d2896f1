import assert from 'node:assert/strict';
import test from 'node:test';
import { runMerchantChecklist, startSandbox } from 'paysera-client/sandbox';
import { openShop } from './shop.ts';

test('the shop loses no money on the worst days of a payment', async () => {
  const webhookUrl = 'https://shop.example/hooks/paysera';
  const sandbox = await startSandbox({ webhookUrl, deliver: (request) => shop.onWebhook(request), rateLimit: false });
  const shop = openShop(sandbox);

  const report = await runMerchantChecklist({
    sandbox,
    webhookUrl,
    createPayment: ({ reference, amount }) => shop.sell(reference, amount),
    deliveries: ({ reference }) => shop.deliveries(reference),
  });

  await sandbox.stop();
  assert.ok(report.ok, String(report));
  console.log(String(report));
});
