import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chargeJob } from '../../../src/billing/index.ts';
import {
  type ChargeIncompleteError,
  createCheckout,
  createMacSigner,
  createRateGate,
  createRecurringBilling,
  createTokenSource,
  memoryIntents,
  type OutcomeUnknownError,
  readPrice,
} from '../../../src/index.ts';
import { openTelemetry, traceWebhooks } from '../../../src/opentelemetry/opentelemetry.ts';
import { redisState } from '../../../src/redis/index.ts';
import { runMerchantChecklist, type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { sqlState } from '../../../src/sql/index.ts';
import { webhookFixture } from '../../../src/testing/index.ts';
import { createWebhookHandler, memoryInbox } from '../../../src/webhooks/index.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { PAYMENT_REQUEST } from '../../support/payment-request.ts';

const ORDER = { purchase: { reference: 'A-1', amount: 1000, currency: 'EUR' } };
const handler = async () => new Response();
const pair = { macId: 'a', macKey: 'b' };
const account = { clientId: 'a', clientSecret: 'b' };

interface Row {
  /** As in the report of exported types; a member after its interface. */
  readonly name: string;
  readonly wrong: string;
  readonly meant: string;
  /** What the message begins with. */
  readonly of: string;
  /** Whether the function throws; any other rejects. */
  readonly throws?: true;
  /** Calls the function with the options, which are typed as none: the compiler would have refused them. */
  readonly call: (options: object, server: Loopback) => unknown;
}

const checkout = (server: Loopback) => checkoutAt(server.url);
const recurring = (server: Loopback) => recurringAt(server.url);

/** Sends something whose response is lost, and what is given to the shop. */
const lost = (server: Loopback) =>
  errorOf<OutcomeUnknownError>(checkout(server).orders.create(ORDER, { retry: false }));
const stopped = (server: Loopback) =>
  errorOf<ChargeIncompleteError>(
    recurring(server).charge({ ...PAYMENT_REQUEST, token: 't' }, { retry: false, timeout: 200 }),
  );
async function inSandbox(run: (sandbox: Sandbox) => unknown): Promise<void> {
  const sandbox = await startSandbox({ port: false });
  try {
    await run(sandbox);
  } finally {
    await sandbox.stop();
  }
}

const names = (name: string, wrong: string, meant: string, of = name) => ({ name, wrong, meant, of });
const throwing = (...[row, call]: [ReturnType<typeof names>, Row['call']]): Row => ({ ...row, throws: true, call });

/** Every public function with options. A call of an operation is in the next test. */
const ROWS: readonly Row[] = [
  throwing(names('createCheckout', 'baseURL', 'baseUrl'), (options) => createCheckout({ ...account, ...options })),
  throwing(names('createRecurringBilling', 'macID', 'macId'), (options) =>
    createRecurringBilling({ ...pair, ...options }),
  ),
  throwing(names('createRateGate', 'windows', 'window', 'rateLimit'), createRateGate),
  throwing(names('createMacSigner', 'extParameter', 'extParameters'), (options) =>
    createMacSigner({ ...pair, ...options }),
  ),
  throwing(names('createTokenSource', 'timout', 'timeout'), (options) =>
    createTokenSource({ ...account, tokenUrl: 'https://paysera.example', ...options }),
  ),
  throwing(names('readPrice', 'priceEncodng', 'priceEncoding'), (options) => readPrice(PAYMENT_REQUEST.price, options)),
  {
    ...names('OutcomeUnknownError.resolve', 'timout', 'timeout', 'resolve'),
    call: async (options, server) => (await lost(server)).resolve(options),
  },
  {
    ...names('ChargeIncompleteError.resolve', 'timout', 'timeout', 'resolve'),
    call: async (options, server) => (await stopped(server)).resolve(options),
  },
  {
    ...names('ChargeIncompleteError.cancel', 'singal', 'signal', 'cancel'),
    call: async (options, server) => (await stopped(server)).cancel(options),
  },
  {
    ...names('Intents.resolve', 'timout', 'timeout', 'intents.resolve'),
    call: (options, server) => checkout(server).intents.resolve(options),
  },
  {
    ...names('PageList.toArray', 'limits', 'limit', 'toArray'),
    call: (options, server) => checkout(server).orders.list().toArray(options),
  },
  {
    ...names('HandleCallback', 'urlsecret', 'urlSecret', 'handleCallback'),
    call: (options, server) =>
      new Promise((_, reject) => {
        const request = new Request('https://shop.example/hook', { method: 'POST', body: 'notification_id=n-1' });
        recurring(server).handleCallback(request, { on: {}, onError: reject, ...options });
      }),
  },
  {
    ...names('Drain', 'singal', 'signal', 'drain'),
    call: (options, server) => recurring(server).notifications.drain(() => {}, options),
  },
  throwing(names('createWebhookHandler', 'maxbytes', 'maxBytes'), (options) =>
    createWebhookHandler({ secret: 's', on: {}, ...options }),
  ),
  throwing(names('memoryInbox', 'leese', 'lease'), memoryInbox),
  throwing(names('chargeJob', 'pauses', 'pause'), (options, server) =>
    chargeJob(recurring(server), { keyOf: () => 'k', ...options }),
  ),
  throwing(names('openTelemetry', 'traceProvider', 'tracerProvider'), openTelemetry),
  throwing(names('traceWebhooks', 'traceProvider', 'tracerProvider'), (options) => traceWebhooks(handler, options)),
  throwing(names('redisState', 'prefx', 'prefix'), (options) => redisState(async () => 'OK', options)),
  {
    // With its first query: the entry has no room for the message.
    ...names('sqlState', 'leese', 'lease'),
    call: (options) => sqlState(() => Promise.reject(new Error('asked')), options).inbox.claim('k', 'o'),
  },
  {
    ...names('webhookFixture', 'amountpayed', 'amountPaid'),
    call: (options) => webhookFixture('order.paid', options),
  },
  { ...names('startSandbox', 'rateLimits', 'rateLimit'), call: startSandbox },
  {
    ...names('runMerchantChecklist', 'deliverys', 'deliveries'),
    call: (options) => runMerchantChecklist({ createPayment: async () => '', webhookUrl: '', ...options }),
  },
  {
    ...names('Sandbox.setProject', 'payer_set_amount', 'payer_set_amounts', 'project'),
    call: (options) => inSandbox((sandbox) => sandbox.setProject(options)),
  },
  {
    ...names('SandboxFaults.on', 'tims', 'times', 'fault'),
    call: (options) => inSandbox(({ faults }) => faults.on('createOrder', { do: 'reset', ...options })),
  },
  ...(['pay', 'fail', 'leavePending'] as const).map((method) => ({
    ...names(`SandboxPayer.${method}`, 'methd', 'method', 'payer'),
    call: (options: object) => inSandbox(({ payer }) => payer[method]('http://localhost/pay/x', options)),
  })),
];

/** A response never arrives for what changes something. */
const start = () =>
  startLoopback(({ method }) => (method === 'GET' ? { json: { items: [] } } : (response) => response.destroy()));

test.each(ROWS)('$name refuses $wrong', async ({ wrong, meant, of, throws, call }) => {
  const server = await start();
  const result = () => call({ [wrong]: 1 }, server);
  const message = `${of}: ${wrong} is not an option; did you mean ${meant}? Nothing was sent.`;
  const error = throws ? thrownBy(result) : await errorOf(Promise.resolve(result()));
  expect(error).toMatchObject({ name: 'ConfigurationError', message });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The members of these interfaces, and what a client has them on; each makes one call, or several. */
const CALLS: Readonly<Record<string, (server: Loopback) => object>> = {
  Orders: (server) => checkout(server).orders,
  PaymentLinks: (server) => checkout(server).paymentLinks,
  PaymentMethods: (server) => checkout(server).paymentMethods,
  Payments: (server) => checkout(server).payments,
  Project: (server) => checkout(server).project,
  Notifications: (server) => recurring(server).notifications,
  PaymentRequests: (server) => recurring(server).paymentRequests,
  ChargeMethod: (server) => ({ ChargeMethod: recurring(server).charge }),
  ChargeJob: (server) => ({ ChargeJob: chargeJob(recurring(server), { keyOf: () => 'k' }) }),
  CreatePaymentMethod: (server) => ({ CreatePaymentMethod: checkout(server).createPayment }),
  RequestMethod: (server) => ({ RequestMethod: checkout(server).request }),
};

/** Values for the arguments before the options, by their names. */
const ARGUMENTS: Readonly<Record<string, unknown>> = {
  id: 'a',
  paymentId: 'a',
  email: 'a@b.c',
  token: 't',
  method: 'GET',
  path: '/unknown',
  order: ORDER,
  input: ORDER,
  request: PAYMENT_REQUEST,
  charge: { ...PAYMENT_REQUEST, token: 't' },
  due: { ...PAYMENT_REQUEST, token: 't' },
  refund: { amount: 1, currency: 'EUR' },
};

interface Found {
  readonly name: string;
  /** The names of the arguments before the options. */
  readonly before: readonly string[];
  readonly type: string;
}

/** The public functions with options, by the report of exported types. */
async function functionsWithOptions(): Promise<readonly Found[]> {
  const report = await readFile(join(import.meta.dirname, '../../package/exported-types.md'), 'utf8');
  const [exported = ''] = report.split('## Not exported');
  let owner = '';
  return exported.split('\n').flatMap((line) => {
    owner = /^(?:class|interface) (\w+)/.exec(line)?.[1] ?? (/^\w/.test(line) ? '' : owner);
    const [, free, member, alias] = /^function (\w+)|^ {4}(\w+)[<(]|^type (\w+) = [<(]/.exec(line) ?? [];
    const parameters = /[(,] ?(?:\w+|\{[^}]*\})\??: .*/.exec(line)?.[0] ?? '';
    const [, options, type = '{'] =
      /(options\??|plan|settings|choice\??|\}\??): (\{$|[\w<]*(?:Options|Plan|Settings|Choice)\b)/.exec(parameters) ??
      [];
    const name = free ?? alias ?? (member && `${owner}.${member}`);
    if (name === undefined || options === undefined) return [];
    const before = [...parameters.slice(0, parameters.indexOf(options)).matchAll(/(\w+)\??: /g)].map(
      ([, one = '']) => one,
    );
    return [{ name, before, type }];
  });
}

test('each function with options of the report is in a table, or no function of ours', async () => {
  const found = await functionsWithOptions();
  const ours = found.map(({ name }) => name).filter((name) => CALLS[name.split('.')[0] ?? ''] === undefined);
  expect(ours.length).toBeGreaterThan(25);
  expect([...new Set(ours)].sort()).toEqual(
    [
      ...ROWS.map(({ name }) => name),
      // Called by clients, and may be one of yours.
      'RateGate.take',
      'PgBossSender.sendAfter',
    ].sort(),
  );
});

test('each call of an operation refuses an option, and sends nothing', async () => {
  const server = await start();
  const calls = (await functionsWithOptions()).filter(({ type }) => /CallOptions|RequestOptions|Omit</.test(type));
  expect(calls.length).toBeGreaterThan(30);
  for (const { name, before } of calls) {
    const [on = '', method = on] = name.split('.');
    const call = Reflect.get(CALLS[on]?.(server) ?? {}, method);
    const values = before.map((argument) => ARGUMENTS[argument] ?? {});
    const error = await errorOf((async () => call(...values, { timout: 5 }))());
    expect
      .soft([name, error.name, error.message])
      .toEqual([
        name,
        'ConfigurationError',
        expect.stringMatching(/^\w.*: timout is not an option; did you mean timeout\? Nothing was sent\.$/),
      ]);
  }
  expect(server.requests).toEqual([]);
});

test('a misspelled option of a lookup loses nothing: the next one finds out', async () => {
  const server = await start();
  const intents = memoryIntents();
  const client = checkoutAt(server.url, { intents, retry: { limit: 0, gracePeriod: 0 } });
  const error = await errorOf<OutcomeUnknownError>(client.orders.create(ORDER));
  const before = await client.intents.pending();
  const { length } = server.requests;
  const wrong: object = { timout: 1 };
  for (const refused of [error.resolve(wrong), client.intents.resolve(wrong)]) {
    expect(await errorOf(refused)).toMatchObject({ name: 'ConfigurationError' });
  }
  expect(server.requests).toHaveLength(length);
  expect(await client.intents.pending()).toEqual(before);
  expect(before).toMatchObject([{ operation: 'createOrder' }]);
  expect(await error.resolve()).not.toHaveProperty('cause');
  expect(server.requests.length).toBeGreaterThan(length);
});

test("an account's credentials, and options of both functions, may be one object", () => {
  const { clientId, clientSecret, ...more } = { ...CREDENTIALS, projectId: 'p' };
  const all = { clientId, clientSecret, ...more };
  expect(createTokenSource({ ...all, tokenUrl: 'https://paysera.example' })).toHaveProperty('get');
  expect(createMacSigner(all)).toHaveProperty('sign');
  const telemetry = { tracerProvider: undefined, meterProvider: undefined };
  expect([openTelemetry(telemetry), traceWebhooks(handler, telemetry)]).toHaveLength(2);
});
