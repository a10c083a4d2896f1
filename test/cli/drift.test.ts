import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { paysera } from './run-cli.ts';

interface Difference {
  operation: string;
  status: number;
  path: string;
  kind: string;
  received: string;
  times: number;
}

async function drift(recording: string) {
  const ended = await paysera(['drift', '-', '--json'], { stdin: recording });
  expect(ended.stderr).toBe('');
  return { ...ended, ...(JSON.parse(ended.stdout) as { responses: number; differences: Difference[] }) };
}

const lines = (...entries: object[]) => entries.map((entry) => JSON.stringify(entry)).join('\n');
const ORDER = 'https://api.paysera.com/merchant-order/integration/v1/orders/a6f2b8e3-5e5f-47d9-b13f-87ed2db2938a';

describe('the drift command', { timeout: 60_000 }, () => {
  test('finds no drift in any example of the documents', async () => {
    const entries: object[] = [];
    for (const api of ['checkout', 'recurring-billing']) {
      const document = JSON.parse(readFileSync(`generated/${api}/openapi.json`, 'utf8'));
      for (const [path, item] of Object.entries<Record<string, { responses?: object }>>(document.paths)) {
        for (const [method, operation] of Object.entries(item)) {
          for (const [status, listed] of Object.entries<{ $ref?: string }>({ ...operation.responses })) {
            const response = listed.$ref ? document.components.responses[listed.$ref.split('/').at(-1) ?? ''] : listed;
            const examples = response.content?.['application/json']?.examples ?? {};
            for (const { value } of Object.values<{ value?: unknown }>(examples)) {
              if (value === undefined || !/^\d+$/.test(status)) continue;
              entries.push({
                method,
                url: document.servers[0].url + path.replaceAll(/\{.*?\}/g, 'x1'),
                status: Number(status),
                body: value,
              });
            }
          }
        }
      }
    }
    expect(entries.length).toBeGreaterThan(40);
    const { code, responses, differences } = await drift(lines(...entries));
    // The set of error codes is open, and several examples use codes that are assumed.
    expect(differences.filter(({ kind, path }) => !(kind === 'unknown-value' && path === 'error'))).toEqual([]);
    expect(responses).toBe(entries.length);
    expect(code).toBe(differences.length > 0 ? 1 : 0);
  });

  test('reports each kind of difference once, with its count and without values', async () => {
    const body = {
      ...{ id: 'a6f2b8e3', amount: '1990', currency: 'EUR', status: 'frozen', colour: 'red', reference: 'Jane Doe' },
    };
    const { code, stdout, differences } = await drift(
      lines({ url: ORDER, status: 200, body }, { url: ORDER, status: 200, body }),
    );
    expect(code).toBe(1);
    const kinds = Object.fromEntries(differences.map(({ path, kind }) => [path, kind]));
    expect(kinds).toMatchObject({
      amount: 'wrong-type',
      status: 'unknown-value',
      colour: 'unknown-field',
      created_at: 'missing-field',
    });
    for (const { times, operation, status } of differences)
      expect({ times, operation, status }).toEqual({ times: 2, operation: 'getOrder', status: 200 });
    expect(stdout).toContain('frozen');
    for (const value of ['Jane', '1990', 'red']) expect(stdout).not.toContain(value);
  });

  test('reports an unknown operation and an undocumented status', async () => {
    const { differences } = await drift(
      lines(
        { url: 'https://api.paysera.com/merchant-order/integration/v2/orders/123456', status: 200, body: {} },
        { url: ORDER, status: 418, body: {} },
      ),
    );
    expect(differences.map(({ kind }) => kind).sort()).toEqual(['unknown-operation', 'unknown-status']);
    expect(differences.map(({ operation }) => operation)).toContain('GET /merchant-order/integration/v2/orders/{}');
  });

  test('prints two columns however long the kind, and makes singular and plural agree with the count', async () => {
    const { stdout } = await paysera(['drift', '-'], {
      stdin: lines(
        { url: 'https://api.paysera.com/no/such/place', status: 200, body: {} },
        { url: ORDER, status: 418, body: {} },
        { url: ORDER, status: 200, body: { id: 'a', colour: 1 } },
      ),
    });
    const rows = stdout.split('\n').filter((line) => line.startsWith('  '));
    const columns = rows.map((row) => /^ {2}[a-z-]+ {2,}/.exec(row)?.[0].length);
    expect(rows.join('\n')).toMatch(/unknown-operation[\s\S]*unknown-status|unknown-status[\s\S]*unknown-operation/);
    expect(new Set(columns)).toEqual(new Set(['  unknown-operation  '.length]));
    expect(stdout).toMatch(/^3 responses, \d+ differences from the documents\.\n/);
    const one = await paysera(['drift', '-'], { stdin: lines({ url: ORDER, status: 418, body: {} }) });
    expect(one.stdout).toMatch(
      /^1 response, 1 difference from the documents\.\n\ngetOrder 418\n {2}unknown-status {2}status 418;/,
    );
  });

  test('strips control characters from names that a server sent, and truncates them, so that none can control the terminal', async () => {
    const name = '\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202e\n\r';
    const { stdout } = await paysera(['drift', '-'], {
      stdin: lines(
        { url: ORDER, status: 200, body: { [name]: 1, ['x'.repeat(100_000)]: 1, status: { [name]: 1 } } },
        { url: 'not a URL \u001b[2J', method: '\u001b[31mGET', status: 200, body: {} },
      ),
    });
    expect(stdout.replaceAll('\n', '')).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u);
    expect(stdout).toContain('\\u{1b}]0;pwned\\u{7}\\u{1b}[2J\\u{9b}31m\\u{202e}\\u{a}\\u{d} (integer)');
    expect(stdout.length).toBeLessThan(4000);
  });

  test('reads a HAR file, even with a body stored as text', async () => {
    const entry = {
      request: { method: 'GET', url: ORDER },
      response: { status: 200, content: { text: Buffer.from('{"colour":1}').toString('base64'), encoding: 'base64' } },
    };
    const har = await drift(JSON.stringify({ log: { entries: [entry] } }));
    expect(har.differences.map(({ path }) => path)).toContain('colour');
    const lined = await drift(lines({ url: ORDER, status: 200, body: '{"colour":1}' }));
    expect(lined.differences).toEqual(har.differences);
  });

  test('refuses a file that is not a recording', async () => {
    expect(await paysera(['drift', '-'], { stdin: 'hello' })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^-:1 is not JSON/),
    });
    expect(await paysera(['drift', '-'], { stdin: '{"a":1}' })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/expected \{ method, url/),
    });
  });
});
