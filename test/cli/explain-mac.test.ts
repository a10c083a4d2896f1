import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import refused from './refused-macs.json' with { type: 'json' };
import { paysera } from './run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paysera-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { based_on: published } = refused[0] as (typeof refused)[number];
const key = { PAYSERA_MAC_KEY: published.mac_key };
const header = (mac: string, ext: string, { mac_id, ts, nonce } = published) =>
  `MAC id="${mac_id}", ts="${ts}", nonce="${nonce}", mac="${mac}"${ext && `, ext="${ext}"`}`;

async function fileOf(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, body);
  return path;
}

async function explain(vector: typeof published, authorization: string, body: string | null = vector.body) {
  const file = body ? ['--body', await fileOf(`${vector.name}-${Math.abs(authorization.length)}.json`, body)] : [];
  const args = ['explain-mac', vector.method, vector.url, ...file, '--authorization', authorization, '--json'];
  const ended = await paysera(args, { env: { PAYSERA_MAC_KEY: vector.mac_key } });
  expect(ended.stderr).toBe('');
  return {
    ...ended,
    report: JSON.parse(ended.stdout) as { matches: boolean; mac: string; findings: { name: string; why: string }[] },
  };
}

describe('explain-mac', { timeout: 60_000 }, () => {
  test("shows the seven lines of Paysera's published example, and never the key", async () => {
    const file = await fileOf('published.json', published.body ?? '');
    const args = ['explain-mac', published.method, published.url, '--body', file, '--mac-id', published.mac_id];
    const ended = await paysera([...args, '--ts', String(published.ts), '--nonce', published.nonce], { env: key });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(`Authorization: ${header(published.expected_mac, published.expected_ext)}`);
    expect(ended.stdout).toMatch(
      /^ts +1343811600\nnonce +nQ.*\nmethod +POST\nrequest-uri +\/checkout.*\nhost .*\nport +443\next +body_hash=/,
    );
    expect(ended.stdout + ended.stderr).not.toContain(published.mac_key);
  });

  test('confirms a correct header', async () => {
    const { code, report } = await explain(published, header(published.expected_mac, published.expected_ext));
    expect(code).toBe(0);
    expect(report).toMatchObject({ matches: true, findings: [] });
  });

  test.for(refused)('names the mistake in a refused header: $name ($why)', async ({ name, wrong_mac, based_on }) => {
    // Here the signature is right, and the body was serialized again after it.
    const body = name === 'unescaped-slash-body' ? (based_on.body ?? '').replaceAll('\\/', '/') : based_on.body;
    const mac = name === 'unescaped-slash-body' ? based_on.expected_mac : wrong_mac;
    const { code, report } = await explain(based_on, header(mac, based_on.expected_ext, based_on), body);
    expect(code).toBe(1);
    expect(report.matches).toBe(false);
    const found: Record<string, string> = { 'unescaped-slash-body': 'ext', 'port-80': 'wrong-port' };
    expect(report.findings.map((finding) => finding.name)).toContain(found[name] ?? name);
  });

  test('reads the key from standard input, and rejects it as an argument', async () => {
    const args = ['explain-mac', 'GET', 'https://checkout-eu-a.paysera.com/x', '--ts', '1', '--nonce', 'n'];
    const fromStdin = await paysera([...args, '--key-stdin'], { stdin: `${published.mac_key}\n` });
    const fromEnvironment = await paysera(args, { env: key });
    expect(fromStdin.stdout).toBe(fromEnvironment.stdout);
    const refusedArgument = await paysera([...args, `--mac-key=${published.mac_key}`]);
    expect(refusedArgument).toMatchObject({ code: 2, stdout: '' });
    expect(refusedArgument.stderr).toMatch(/^--mac-key: a secret in an argument can be read by everyone/);
    expect(refusedArgument.stderr).not.toContain(published.mac_key);
  });

  test('names what is missing in one line and exits with 2', async () => {
    for (const [args, message] of [
      [['explain-mac'], /expects a method and a full URL/],
      [['explain-mac', 'GET', '/path'], /expects a method and a full URL/],
      [['explain-mac', 'GET', 'https://x.example'], /PAYSERA_MAC_KEY is not set/],
      [
        ['explain-mac', 'GET', 'https://x.example', '--body', 'nowhere', '--key-stdin'],
        /Cannot read nowhere: ENOENT|standard input is empty/,
      ],
    ] as const) {
      const ended = await paysera(args);
      expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});
