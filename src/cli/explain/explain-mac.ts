import { explainMac, type MacExplanation } from '../../auth/mac.ts';
import { type Command, type CommandContext, EXIT, text, texts, UsageError, type Values } from '../command.ts';
import { ENV_FILE } from '../env-file.ts';
import { bytesOf, secretOf } from '../input.ts';
import { bodyHashMistake, macMistake } from './mac-mistakes.ts';

const USAGE = `Usage: paysera explain-mac <METHOD> <URL> [options]

Shows how the MAC of a Recurring Billing request is computed, line by line. With --authorization, compares a header that
Paysera rejected and names the mistake if it is a known one. Sends nothing and never prints the key.`;

const NOTES = `Examples:
  paysera explain-mac GET 'https://checkout-eu-a.paysera.com/notification/rest/v1/notifications?status=new'
  paysera explain-mac POST https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests \\
    --body request.json --authorization "$(cat rejected-header.txt)"

Exit: 0 explained, and the header (if any) is correct; 1 the header is wrong; 2 invalid usage.`;

export const explainMacCommand: Command = {
  name: 'explain-mac',
  summary: 'Show how a MAC is computed, and why one is rejected',
  usage: USAGE,
  notes: NOTES,
  options: {
    body: { value: 'FILE', about: 'the exact body; - for standard input' },
    authorization: { value: 'TEXT', about: 'the header to compare: MAC id="…", ts="…", nonce="…", mac="…", ext="…"' },
    'mac-id': { value: 'ID', about: 'the MAC ID (default: PAYSERA_MAC_ID)' },
    ts: { value: 'SECONDS', about: 'the timestamp (default: now)' },
    nonce: { value: 'TEXT', about: 'the nonce (default: explain)' },
    ext: { value: 'NAME=VALUE', about: 'another parameter of ext; can be repeated', multiple: true },
    ...ENV_FILE,
    'key-stdin': { about: 'read the key from standard input instead of PAYSERA_MAC_KEY' },
    json: { about: 'print one JSON object' },
  },
  async run(values, positionals, context) {
    const [method, address, ...more] = positionals;
    const url = address === undefined ? undefined : URL.parse(address);
    if (method === undefined || !url || more.length > 0) {
      throw new UsageError('explain-mac expects a method and a full URL: paysera explain-mac GET https://…');
    }
    if (values['key-stdin'] === true && values['body'] === '-') {
      throw new UsageError('--key-stdin and --body - both read standard input. Pass the body as a file.');
    }
    const header = text(values, 'authorization');
    const received = header === undefined ? undefined : attributesOf(header);
    const key = await secretOf('PAYSERA_MAC_KEY', values['key-stdin'] === true, '--key-stdin', context);
    const bodyPath = text(values, 'body');
    const body = bodyPath === undefined ? undefined : await bytesOf(bodyPath, context);
    const ts = received?.['ts'] ?? text(values, 'ts') ?? String(Math.floor(context.now() / 1000));
    if (!/^\d+$/.test(ts)) throw new UsageError(`ts is ${JSON.stringify(ts)}; expected whole seconds since 1970.`);
    const explanation = await explainMac({
      macId: received?.['id'] ?? text(values, 'mac-id') ?? context.env['PAYSERA_MAC_ID'] ?? 'PAYSERA_MAC_ID',
      macKey: key,
      method,
      url: url.href,
      ts: Number(ts),
      nonce: received?.['nonce'] ?? text(values, 'nonce') ?? 'explain',
      ...(body && { body }),
      extParameters: received ? otherExtParameters(received['ext'] ?? '') : pairsOf(values),
    });
    const findings = received ? findingsOf(received, explanation, { key, method, url, body, now: context.now() }) : [];
    print(explanation, received && findings, values, context);
    return findings.length > 0 ? EXIT.found : EXIT.ok;
  },
};

interface Finding {
  readonly name: string;
  readonly why: string;
}

function findingsOf(
  received: Readonly<Record<string, string>>,
  expected: MacExplanation,
  request: { key: string; method: string; url: URL; body: Uint8Array | undefined; now: number },
): Finding[] {
  const { ts = '', nonce = '', mac = '', ext = '' } = received;
  const findings: Finding[] = [];
  if (ts.length > 11) findings.push({ name: 'milliseconds', why: 'ts is in milliseconds; expected whole seconds.' });
  if (ext !== expected.ext) findings.push({ name: 'ext', why: extMistake(ext, expected, request.body) });
  if (mac === expected.mac) return findings;
  const mistake = macMistake({ ...request, ts, nonce, ext, mac });
  if (mistake) return [...findings, mistake];
  // With a different ext the signature cannot match. Check whether it is correct for the expected ext.
  const correctExtMistake = macMistake({ ...request, ts, nonce, ext: expected.ext, mac });
  if (correctExtMistake) return [...findings, correctExtMistake];
  if (findings.length > 0) return findings;
  return [
    {
      name: 'unknown',
      why:
        'No known mistake produces this signature. Check that the key, the URL and the body are those of the request that ' +
        'was rejected.',
    },
  ];
}

function extMistake(ext: string, expected: MacExplanation, body: Uint8Array | undefined): string {
  if (ext === '') return 'ext is missing. A request with a body needs ext with its body_hash.';
  const sent = /(?:^|&)body_hash=([^&]*)/.exec(ext)?.[1];
  if (sent === undefined) return 'ext has no body_hash. For a request with a body, body_hash comes first in ext.';
  if (expected.bodyHash === undefined || body === undefined)
    return 'ext has a body_hash, but the request has no body. Pass the body with --body.';
  if (sent === expected.bodyHash) {
    return 'body_hash is not percent-encoded, so a + in it is read as a space. Encode + as %2B, / as %2F and = as %3D.';
  }
  const decoded = decodeURIComponent(sent.replaceAll('+', '%20'));
  return `body_hash does not match the body: ${bodyHashMistake(decoded, body) ?? 'a different body was hashed.'}`;
}

function print(
  explanation: MacExplanation,
  findings: readonly Finding[] | undefined,
  values: Values,
  { out, colour }: CommandContext,
): void {
  if (values['json'] === true) {
    out(JSON.stringify({ ...explanation, ...(findings && { matches: findings.length === 0, findings }) }, null, 2));
    return;
  }
  for (const { name, value } of explanation.lines)
    out(`${colour('dim', name.padEnd(12))} ${value || colour('dim', '(empty)')}`);
  out(`${colour('dim', 'body hash'.padEnd(12))} ${explanation.bodyHash ?? colour('dim', '(no body)')}`);
  out('');
  out(`Authorization: ${explanation.authorization}`);
  if (!findings) return;
  out('');
  if (findings.length === 0) out(colour('green', 'The header is correct.'));
  for (const { name, why } of findings) out(`${colour('red', `✗ ${name}`)}  ${why}`);
}

/** Parses `MAC id="…", ts="…"`. */
function attributesOf(header: string): Record<string, string> {
  const value = header.replace(/^\s*authorization:\s*/i, '').trim();
  if (!/^MAC\s/i.test(value))
    throw new UsageError('--authorization does not start with MAC; expected MAC id="…", ts="…", nonce="…", mac="…".');
  const attributes = Object.fromEntries(
    [...value.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, text]) => [name ?? '', text ?? '']),
  );
  for (const name of ['id', 'ts', 'nonce', 'mac']) {
    if (!attributes[name])
      throw new UsageError(`--authorization has no ${name}; expected MAC id="…", ts="…", nonce="…", mac="…".`);
  }
  return attributes;
}

function otherExtParameters(ext: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(ext)].filter(([name]) => name !== 'body_hash'));
}

function pairsOf(values: Values): Record<string, string> {
  return Object.fromEntries(
    texts(values, 'ext').map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--ext ${pair}: expected NAME=VALUE.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
