import { createServer } from 'node:net';
import { type Sandbox, startSandbox } from 'paysera-client/sandbox';

/** A sandbox for one of these shops, with the shop's settings in the environment. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly port: number;
  /** Buys something, as a customer with a browser would. */
  buy(): Promise<void>;
}

/** Starts a sandbox and sets its URL and the shop's URL in the environment. */
export async function stage(): Promise<Stage> {
  const port = await freePort();
  const shop = `http://127.0.0.1:${port}`;
  const sandbox = await startSandbox();
  const { clientId, clientSecret } = sandbox.credentials;
  Object.assign(process.env, {
    PAYSERA_CLIENT_ID: clientId,
    PAYSERA_CLIENT_SECRET: clientSecret,
    SANDBOX_URL: sandbox.url,
    SHOP_URL: shop,
    PORT: String(port),
  });
  return { sandbox, port, buy: () => buy(sandbox, shop) };
}

async function buy(sandbox: Sandbox, shop: string): Promise<void> {
  const answer = await fetch(`${shop}/buy`, { method: 'POST', redirect: 'manual' });
  const paymentUrl = answer.headers.get('location');
  if (!paymentUrl) throw new Error(`POST ${shop}/buy answered ${answer.status}: ${await answer.text()}`);
  console.log(`The shop sends the payer to ${paymentUrl}`);
  console.log(`Before: ${await text(`${shop}/orders/A-1`)}`);
  await sandbox.payer.pay(paymentUrl);
  await sandbox.webhooks.idle();
  console.log(`After: ${await text(`${shop}/orders/A-1`)}`);
}

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
