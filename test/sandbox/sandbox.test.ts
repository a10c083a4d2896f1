import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { methodsOf } from '../../scripts/shared/methods.ts';
import { duration } from '../../src/sandbox/clock.ts';
import { documents, operations, type SandboxOperation } from '../../src/sandbox/documents/documents.ts';
import { firstAnswer } from '../../src/sandbox/documents/examples.ts';
import { handlers } from '../../src/sandbox/http/api.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { contextOf } from '../../src/sandbox/start.ts';
import { documentedCases } from '../support/documented-cases.ts';
import { PAYMENT_REQUEST } from '../support/payment-request.ts';
import { ORDERS, orderWithLink, plainClient, REQUESTS } from './plain-client.ts';

describe('operations', () => {
  const withMethod = [...methodsOf('checkout').keys(), ...methodsOf('recurring-billing').keys()];

  test.each(['createAccessToken', ...withMethod])('%s has a handler', (id) => {
    expect(handlers[id]).toBeTypeOf('function');
  });

  test.each(operations)('$id would be answered with an example of the document without one', (operation) => {
    const { status, body } = firstAnswer(operation);
    const examples = documentedCases().filter(
      (one) => one.operation === operation.id && one.documented === String(status),
    );
    expect(examples.map(({ value }) => value)).toContainEqual(body);
  });

  test('without an example are answered with one made of their schema', () => {
    const schema = {
      allOf: [
        { type: 'object', properties: { id: { type: 'string', examples: ['d-1'] }, tags: { type: 'array' } } },
        { type: 'object', properties: { amount: { type: ['integer', 'null'] }, open: { type: 'boolean' } } },
      ],
      properties: { status: { anyOf: [{ type: 'string', enum: ['new', 'won'] }, { type: 'string' }] } },
    };
    const responses = { 404: {}, 202: { content: { 'application/json': { schema } } } };
    const path = '/disputes';
    Object.assign(documents.checkout['paths'] as object, { [path]: { get: { responses } } });
    const [any] = operations as [SandboxOperation, ...SandboxOperation[]];
    expect(firstAnswer({ ...any, api: 'checkout', path, method: 'GET' })).toEqual({
      status: 202,
      body: { id: 'd-1', tags: [], amount: 0, open: false, status: 'new' },
    });
  });

  test('in neither document lead to a 404 in the error format', async () => {
    const sandbox = await startSandbox({ port: false });
    for (const [method, path] of [
      ['GET', '/merchant-order/integration/v1/unknown'],
      ['DELETE', ORDERS],
    ] as const) {
      const reply = await plainClient(sandbox, sandbox.fetch).checkout(method, path);
      expect([reply.status, reply.body.error]).toEqual([404, 'not_found']);
    }
    await sandbox.stop();
  });
});

describe('the rate limit', () => {
  test('allows 50 calls a minute, and reports the remaining quota and the reset', async () => {
    const sandbox = await startSandbox({ clock: 'stopped' });
    const client = plainClient(sandbox);
    const statuses: number[] = [];
    for (let call = 0; call < 50; call++) {
      const { status, headers } = await client.checkout('GET', ORDERS);
      statuses.push(status);
      expect(headers.get('X-RateLimit-Limit')).toBe('50');
      expect(headers.get('X-RateLimit-Remaining')).toBe(String(49 - call));
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    await sandbox.clock.advance('18s');
    const refused = await client.checkout('GET', ORDERS);
    expect(refused.status).toBe(429);
    expect([refused.headers.get('Retry-After'), refused.headers.get('X-RateLimit-Reset')]).toEqual(['42', '42']);
    await sandbox.clock.advance('42s');
    expect((await client.checkout('GET', ORDERS)).status).toBe(200);
    await sandbox.stop();
  });

  test('counts neither the token call nor Recurring Billing', async () => {
    const sandbox = await startSandbox({ clock: 'stopped', rateLimit: 1 });
    const client = plainClient(sandbox);
    for (let call = 0; call < 5; call++) {
      expect((await client.requestToken()).status).toBe(200);
      expect((await client.recurring('GET', '/checkout/rest/v1/payment-requests')).status).toBe(200);
    }
    await sandbox.stop();
  });
});

describe('a seed', () => {
  const story = async (seed: number | undefined) => {
    const sandbox = await startSandbox({
      clock: 'stopped',
      startAt: new Date(1_760_000_000_000),
      port: false,
      ...(seed !== undefined && { seed }),
    });
    const { orderId, url } = await orderWithLink(plainClient(sandbox, sandbox.fetch));
    await sandbox.stop();
    return { orderId, url, ...sandbox.credentials };
  };

  test('makes ids and tokens reproducible', async () => {
    expect(await story(7)).toEqual(await story(7));
    expect((await story(8)).orderId).not.toBe((await story(7)).orderId);
  });

  test('makes no id or token twice when a database is opened again, and the same ones each time that is done', async () => {
    const visits = async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
      const made: { orderId: string; url: string }[] = [];
      for (let visit = 0; visit < 3; visit++) {
        const startAt = new Date(1_760_000_000_000);
        const options = { seed: 7, db: join(folder, 'shop.sqlite'), clock: 'stopped', startAt, port: false } as const;
        const sandbox = await startSandbox(options);
        made.push(await orderWithLink(plainClient(sandbox, sandbox.fetch)));
        expect(contextOf(sandbox).tables.orders.size).toBe(visit + 1);
        await sandbox.stop();
      }
      await rm(folder, { recursive: true });
      return made;
    };
    const made = await visits();
    expect(new Set(made.map(({ orderId }) => orderId)).size).toBe(3);
    expect(new Set(made.map(({ url }) => url)).size).toBe(3);
    expect(await visits()).toEqual(made);
  });

  test('generates unique credentials by default', async () => {
    const [first, second] = [await story(undefined), await story(undefined)];
    for (const name of ['clientId', 'clientSecret', 'macId', 'macKey', 'projectId', 'businessId', 'orderId'] as const) {
      expect(first[name]).not.toBe(second[name]);
    }
  });
});

describe('a database', () => {
  test('restores everything after a restart, and resumes pending work', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const db = join(folder, 'shop.sqlite');
    const startAt = new Date(1_760_000_000_000);
    const first = await startSandbox({ db, clock: 'stopped', startAt });
    const order = await orderWithLink(plainClient(first), 'http://127.0.0.1:9/hooks');
    await first.payer.pay(order.url);
    await first.webhooks.idle();
    await first.stop();

    const seen: string[] = [];
    const second = await startSandbox({
      db,
      clock: 'stopped',
      startAt,
      deliver: async (request) => {
        seen.push((await request.json()).event.type);
        return new Response();
      },
    });
    const read = await plainClient(second).checkout('GET', `${ORDERS}/${order.orderId}`);
    expect(read.body).toMatchObject({ status: 'paid', amount_paid: 1990, reference: 'A-1001' });
    expect(seen).toEqual([]);
    await second.clock.advance('1h');
    expect(seen).toEqual(['payment', 'order']);
    await second.stop();
    await rm(folder, { recursive: true });
  });

  test('resumes expiries, refunds and unread notifications after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const sent: string[] = [];
    const options = {
      db: join(folder, 'shop.sqlite'),
      clock: 'stopped',
      startAt: new Date(1_760_000_000_000),
      refundSeconds: 60,
      deliver: async (request: Request) => {
        sent.push(await request.text());
        return new Response();
      },
    } as const;
    const first = await startSandbox(options);
    const client = plainClient(first);
    const paid = await orderWithLink(client, 'https://shop.example/hooks');
    const { id } = await first.payer.pay(paid.url);
    await first.payer.refund(id);
    const open = await orderWithLink(client, undefined, {}, { lifetime: 60 });
    const request = await client.recurring('POST', REQUESTS, {
      ...PAYMENT_REQUEST,
      business_id: first.credentials.businessId,
    });
    await first.payer.pay(request.body.authorization_url);
    await first.webhooks.idle();
    await first.stop();
    sent.length = 0;

    const second = await startSandbox(options);
    const expired = second.events.next('link', ({ link }) => link.status === 'expired');
    await second.clock.advance('5m');
    expect((await expired).link.id).toBe(open.linkId);
    expect(sent.filter((body) => body.includes('refund'))).toHaveLength(1);
    expect(sent.filter((body) => body.startsWith('notification_id='))).toHaveLength(1);
    await second.stop();
    await rm(folder, { recursive: true });
  });

  test('belongs to one sandbox at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const db = join(folder, 'shop.sqlite');
    const first = await startSandbox({ db, port: false });
    await expect(startSandbox({ db, port: false })).rejects.toThrow(
      /shop\.sqlite.*in use by another sandbox of this process, started at .*; stop that one first/,
    );
    await first.stop();
    expect(await readdir(folder)).toEqual(['shop.sqlite']);
    await (await startSandbox({ db, port: false })).stop();
    await rm(folder, { recursive: true });
  });

  test('that the sandbox did not create is refused and left unchanged', async () => {
    const file = join(import.meta.dirname, 'sandbox.test.ts');
    await expect(startSandbox({ db: file })).rejects.toThrow(/sandbox\.test\.ts.*cannot be used/);
  });
});

describe('an error in the sandbox itself', () => {
  test('leads to a 500 and is reported, not swallowed', async () => {
    const reported: unknown[] = [];
    const mistake = new Error('a bug');
    const sandbox = await startSandbox({ port: false, onError: (error) => reported.push(error) });
    contextOf(sandbox).tables.orders.put = () => {
      throw mistake;
    };
    const body = { purchase: { reference: 'B', amount: '1', currency: 'EUR' } };
    const reply = await plainClient(sandbox, sandbox.fetch).checkout('POST', ORDERS, body);
    expect([reply.status, reply.body.error]).toEqual([500, 'internal_server_error']);
    expect(reported).toEqual([mistake]);
    await sandbox.stop();
  });
});

describe('starting', () => {
  test('answers a health check once it listens, without credentials', async () => {
    const sandbox = await startSandbox();
    const response = await fetch(`${sandbox.url}/_sandbox/health`);
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
    await sandbox.stop();
  });

  test('without the server packages fails with the command that installs them', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => {
        if (name === 'hono') throw Object.assign(new Error("Cannot find package 'hono'"), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      } });
      const { startSandbox } = await import(${JSON.stringify(new URL('../../src/sandbox/index.ts', import.meta.url).href)});
      await startSandbox().catch((error) => console.log(error.name, error.message));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout).toContain('ConfigurationError');
    expect(stdout).toContain('npm install --save-dev hono @hono/node-server ajv');
  });

  test('on a port in use fails with an error that names the port', async () => {
    const sandbox = await startSandbox();
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toThrow(`port is ${port}, which cannot be opened`);
    await sandbox.stop();
  });
});

test.each([
  [1500, 1500],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['3d', 259_200_000],
])('the clock accepts %j', (by, milliseconds) => {
  expect(duration(by)).toBe(milliseconds);
});
test.each(['', '1', 'h', '-1h', '1.5h', Number.NaN, -1])('the clock refuses %j', (by) => {
  expect(() => duration(by)).toThrow(/expected a whole number of milliseconds/);
});
