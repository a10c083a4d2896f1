import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBench } from '../../src/cli/mcp/mcp.ts';
import { createMcpServer } from '../../src/cli/mcp/server.ts';
import { TOOLS } from '../../src/cli/mcp/tools.ts';

const client = new Client({ name: 'test', version: '1.0.0' });
let started: Awaited<ReturnType<typeof startBench>>;

beforeAll(async () => {
  started = await startBench({});
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createMcpServer(started.bench).connect(theirs);
  await client.connect(ours);
});

afterAll(async () => {
  await client.close();
  await started.stop();
});

/** The text that a tool answers with. */
async function call(name: string, args: Record<string, unknown> = {}): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [{ text }] = content as [{ text: string }];
  return { text, isError: isError === true };
}

describe('an editor, by the official client of MCP,', () => {
  test('lists the tools with a description of each and of its arguments', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    for (const { description, inputSchema } of tools) {
      expect(description).toMatch(/\.$/);
      for (const about of Object.values(inputSchema.properties ?? {})) expect(about).toHaveProperty('description');
    }
    expect(tools.find(({ name }) => name === 'create_order')?.inputSchema.required).toEqual(['reference', 'amount']);
  });

  test('finds a section of the docs', async () => {
    const { text } = await call('search_docs', { query: 'idempotency keys' });
    expect(text).toMatch(/^# docs\/when-a-call-fails\.md › Idempotency keys\n/);
    expect((await call('search_docs', { query: 'xyzzyplugh' })).text).toBe(
      'Nothing in the docs has any of: xyzzyplugh.',
    );
  });

  test('creates an order, pays it, reads the deliveries, and has one explained', async () => {
    const created = JSON.parse((await call('create_order', { reference: 'ORDER-001', amount: 1990 })).text);
    expect(created.paymentUrl).toContain(started.bench.sandbox.url);
    const paid = JSON.parse((await call('pay_order', { paymentUrl: created.paymentUrl })).text);
    expect(paid).toMatchObject({ paymentId: expect.any(String), order: { status: 'paid', amount_paid: 1990 } });
    const deliveries = JSON.parse((await call('read_deliveries', { orderId: created.orderId })).text);
    expect(deliveries).toMatchObject([
      { title: 'payment settled', status: 'delivered' },
      { title: 'order amount_paid_updated', status: 'delivered' },
    ]);
    expect(JSON.parse((await call('read_deliveries', { orderId: 'another' })).text)).toEqual([]);

    const [{ body, headers }] = deliveries;
    const lines = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    expect((await call('explain_webhook', { body, headers: lines })).text).toMatch(/^✓/);
    expect((await call('explain_webhook', { body: `${body} `, headers: lines })).text).toMatch(/^✗/);
  });

  test('has a MAC explained, with the key of the sandbox, which is never shown', async () => {
    const { macId, macKey } = started.bench.sandbox.credentials;
    const url = 'https://checkout-eu-a.paysera.com/notification/rest/v1/notifications?status=new';
    const { text } = await call('explain_mac', { method: 'GET', url });
    expect(text).toContain('request-uri  /notification/rest/v1/notifications?status=new');
    const [header = ''] = /MAC id=.*/.exec(text) ?? [];
    expect(header).toContain(macId);
    expect(text).not.toContain(macKey);
    const wrong = await call('explain_mac', { method: 'POST', url, authorization: header });
    expect(wrong.text).toContain('✗');
  });

  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['an unknown tool', 'refund', {}, /^refund is not a tool; expected one of search_docs, /],
    ['a missing argument', 'create_order', { reference: 'A' }, /^create_order: amount is missing\./],
    ['an amount in euros', 'create_order', { reference: 'A', amount: 19.9 }, /expected a whole number of minor units/],
    ['a payment page elsewhere', 'pay_order', { paymentUrl: 'https://api.paysera.com/x' }, /not a payment page/],
  ])('is told what is wrong with %s', async (_, name, args, message) => {
    expect(await call(name, args)).toEqual({ isError: true, text: expect.stringMatching(message) });
  });
});

test('paysera mcp serves it on standard input and output, without credentials of the environment', {
  timeout: 30_000,
}, async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['src/cli/main.ts', 'mcp'],
    env: { PATH: process.env['PATH'] ?? '', PAYSERA_CLIENT_ID: 'production', PAYSERA_CLIENT_SECRET: 'production' },
  });
  const editor = new Client({ name: 'editor', version: '1.0.0' });
  await editor.connect(transport);
  expect(editor.getServerVersion()).toMatchObject({ name: 'paysera-client' });
  const { content } = await editor.callTool({ name: 'create_order', arguments: { reference: 'A', amount: '5' } });
  expect(content).toMatchObject([{ text: expect.stringContaining('http://127.0.0.1:') }]);
  await editor.close();
});

test('without the package of MCP, it says how to install it and exits with 2', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      if (!name.startsWith('@modelcontextprotocol/')) return next(name, context);
      throw Object.assign(new Error("Cannot find package '@modelcontextprotocol/sdk'"), { code: 'ERR_MODULE_NOT_FOUND' });
    } });
    process.argv = [process.argv[0], 'paysera', 'mcp'];
    await import(${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)});`;
  const ended = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await expect(ended).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'mcp requires a package that the client does not: npm install --save-dev @modelcontextprotocol/sdk\n',
  });
});
