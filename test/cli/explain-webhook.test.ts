import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { paysera } from './run-cli.ts';

const SECRET = 'test-secret-äö';
// A delivery as Paysera's reference shows it, with a slash and a letter that serialisers write differently.
const BODY =
  '{"event":{"type":"order","name":"amount_paid_updated"},"order":{"merchant_order_id":"A\\/1001 \u0161","amount":1990,"status":"paid"}}';

const sign = (body: string, secret = SECRET, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(body).digest('hex');

async function explain(body: string, signature: string | undefined, ...args: string[]) {
  const header = signature === undefined ? [] : ['--header', `X-Paysera-Signature: ${signature}`];
  const ended = await paysera(['explain-webhook', '--body', '-', ...header, ...args, '--json'], {
    env: { PAYSERA_CLIENT_SECRET: SECRET },
    stdin: body,
  });
  expect(ended.stderr).toBe('');
  expect(ended.stdout).not.toContain(SECRET);
  return {
    ...ended,
    report: JSON.parse(ended.stdout) as { genuine: boolean; findings: { name: string; why: string }[]; event?: object },
  };
}

describe('explain-webhook', { timeout: 60_000 }, () => {
  test('confirms a genuine delivery and describes its event', async () => {
    const { code, report } = await explain(BODY, sign(BODY));
    expect(code).toBe(0);
    expect(report).toMatchObject({
      genuine: true,
      findings: [],
      event: {
        type: 'order',
        name: 'amount_paid_updated',
        merchant_order_id: 'A/1001 š',
        amount: 1990,
        status: 'paid',
      },
    });
  });

  test.for([
    ['saved-with-line-break', `${BODY}\n`, sign(BODY)],
    ['line-break-lost', BODY, sign(`${BODY}\n`)],
    ['line-breaks-changed', BODY.replace('},', '},\r\n'), sign(BODY.replace('},', '},\n'))],
    ['byte-order-mark', `\uFEFF${BODY}`, sign(BODY)],
    ['parsed-and-serialized', JSON.stringify(JSON.parse(BODY)), sign(BODY)],
    ['parsed-and-serialized', JSON.stringify(JSON.parse(BODY), null, 2), sign(BODY)],
    ['base64-signature', BODY, createHmac('sha256', SECRET).update(BODY).digest('base64')],
    ['time-in-message', BODY, sign(`1760000160.${BODY}`)],
    ['other-algorithm', BODY, sign(BODY, SECRET, 'sha512')],
    ['signature-form', BODY, 'abc'],
    ['unknown', BODY, sign(BODY, 'another secret')],
    ['unknown', BODY.replace('1990', '1'), sign(BODY)],
    ['no-signature', BODY, undefined],
  ] as const)('names what went wrong: %s', async ([name, body, signature]) => {
    const { code, report } = await explain(body, signature, '--header', 'X-Paysera-Created-At: 1760000160');
    expect(code).toBe(1);
    expect(report.genuine).toBe(false);
    expect(report.event).toBeUndefined();
    expect(report.findings.map((finding) => finding.name)).toEqual([name]);
  });

  test('refuses an unknown algorithm, even when the signature is valid', async () => {
    const { code, report } = await explain(BODY, sign(BODY), '--header', 'X-Paysera-Signature-Alg: none');
    expect(code).toBe(1);
    expect(report.findings[0]?.name).toBe('algorithm');
  });
});
