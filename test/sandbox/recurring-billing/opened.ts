import { afterEach, beforeEach } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';
import { openShop, plainClient, REQUESTS } from '../plain-client.ts';

/** Opens a sandbox with a stopped clock, and a shop, for each test of a file. */
export function openedForEach() {
  let sandbox: Sandbox;
  let client: ReturnType<typeof plainClient>;
  let shop: Awaited<ReturnType<typeof openShop>>;
  let orders = 0;
  beforeEach(async () => {
    sandbox = await startSandbox({ clock: 'stopped', startAt: new Date('2026-01-31T10:30:00Z') });
    client = plainClient(sandbox);
    shop = await openShop();
  });
  afterEach(async () => {
    await sandbox.stop();
    await shop.close();
  });
  const create = (input: Record<string, unknown> = {}) =>
    client.recurring('POST', REQUESTS, {
      ...PAYMENT_REQUEST,
      business_id: sandbox.credentials.businessId,
      order_id: `S-${++orders}`,
      description: 'Monthly subscription',
      callback_url: shop.url,
      ...input,
    });
  const put = (id: string, action: string, body?: unknown) =>
    client.recurring('PUT', `${REQUESTS}/${id}/${action}`, body);
  const token = async () => {
    const { body } = await create({ method_key: 'card', token_strategy: 'required' });
    await sandbox.payer.pay(body.authorization_url);
    return (await client.recurring('GET', `${REQUESTS}/${body.id}`)).body.issued_token as string;
  };
  return {
    create,
    put,
    token,
    sandbox: () => sandbox,
    client: () => client,
    shop: () => shop,
  };
}
