import { explainMac, type MacExplanation } from '../auth/mac.ts';
import { type Command, EXIT, type Surroundings, text, texts, UsageError, type Values } from './command.ts';
import { ENV_FILE } from './env-file.ts';
import { bytesOf, secretOf } from './input.ts';
import { bodyHashMistake, macMistake } from './mac-mistakes.ts';

const HELP = `Usage: paysera explain-mac <METHOD> <URL> [options]

Shows how the MAC of a Recurring Billing request comes about, line by line. With --authorization it compares a header
that was refused, and names the mistake where it is a known one. Sends nothing, and never prints the key.

  --body FILE            the exact body; - for standard input
  --authorization TEXT   the header to compare: MAC id="…", ts="…", nonce="…", mac="…", ext="…"
  --mac-id ID            default: PAYSERA_MAC_ID
  --ts SECONDS           default: now
  --nonce TEXT           default: explain
  --ext NAME=VALUE       a further parameter of ext; may be given more than once
  --env-file FILE        variables to take beside the environment, whose own win
  --key-stdin            read the key from standard input instead of PAYSERA_MAC_KEY
  --json                 one object

Examples:
  paysera explain-mac GET 'https://checkout-eu-a.paysera.com/notification/rest/v1/notifications?status=new'
  paysera explain-mac POST https://checkout-eu-a.paysera.com/checkout/rest/v1/payment-requests \\
    --body request.json --authorization "$(cat refused-header.txt)"

Exit: 0 explained, and the header (if any) is right; 1 the header is wrong; 2 usage.`;

export const explainMacCommand: Command = {
  name: 'explain-mac',
  summary: 'How a MAC signature comes about, and why one is refused',
  help: HELP,
  options: {
    ...ENV_FILE,
    body: { type: 'string' },
    authorization: { type: 'string' },
    'mac-id': { type: 'string' },
    ts: { type: 'string' },
    nonce: { type: 'string' },
    ext: { type: 'string', multiple: true },
    'key-stdin': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(values, positionals, surroundings) {
    const [method, address, ...more] = positionals;
    const url = address === undefined ? undefined : URL.parse(address);
    if (method === undefined || !url || more.length > 0) {
      throw new UsageError('explain-mac expects a method and a whole URL: paysera explain-mac GET https://…');
    }
    if (values['key-stdin'] === true && values['body'] === '-') {
      throw new UsageError('--key-stdin and --body - both want standard input; give the body as a file.');
    }
    const header = text(values, 'authorization');
    const given = header === undefined ? undefined : attributesOf(header);
    const key = await secretOf('PAYSERA_MAC_KEY', values['key-stdin'] === true, '--key-stdin', surroundings);
    const bodyPath = text(values, 'body');
    const body = bodyPath === undefined ? undefined : await bytesOf(bodyPath, surroundings);
    const ts = given?.['ts'] ?? text(values, 'ts') ?? String(Math.floor(surroundings.now() / 1000));
    if (!/^\d+$/.test(ts)) throw new UsageError(`ts is ${JSON.stringify(ts)}; expected whole seconds since 1970.`);
    const explanation = await explainMac({
      macId: given?.['id'] ?? text(values, 'mac-id') ?? surroundings.env['PAYSERA_MAC_ID'] ?? 'PAYSERA_MAC_ID',
      macKey: key,
      method,
      url: url.href,
      ts: Number(ts),
      nonce: given?.['nonce'] ?? text(values, 'nonce') ?? 'explain',
      ...(body && { body }),
      extParameters: given ? furtherParameters(given['ext'] ?? '') : pairsOf(values),
    });
    const findings = given ? findingsOf(given, explanation, { key, method, url, body, now: surroundings.now() }) : [];
    print(explanation, given && findings, values, surroundings);
    return findings.length > 0 ? EXIT.found : EXIT.ok;
  },
};

interface Finding {
  readonly name: string;
  readonly why: string;
}

function findingsOf(
  given: Readonly<Record<string, string>>,
  expected: MacExplanation,
  request: { key: string; method: string; url: URL; body: Uint8Array | undefined; now: number },
): Finding[] {
  const { ts = '', nonce = '', mac = '', ext = '' } = given;
  const findings: Finding[] = [];
  if (ts.length > 11) findings.push({ name: 'milliseconds', why: 'ts is in milliseconds; expected whole seconds.' });
  if (ext !== expected.ext) findings.push({ name: 'ext', why: extWords(ext, expected, request.body) });
  if (mac === expected.mac) return findings;
  const mistake = macMistake({ ...request, ts, nonce, ext, mac });
  if (mistake) return [...findings, mistake];
  // With another ext the signature cannot match; it is right when it signs the ext that was sent.
  const signsItsOwn = macMistake({ ...request, ts, nonce, ext: expected.ext, mac });
  if (signsItsOwn) return [...findings, signsItsOwn];
  if (findings.length > 0) return findings;
  return [
    {
      name: 'unknown',
      why:
        'The signature is none that a known mistake would give: check that the key, the URL and the body are those of ' +
        'the request that was refused.',
    },
  ];
}

function extWords(ext: string, expected: MacExplanation, body: Uint8Array | undefined): string {
  if (ext === '') return 'ext is missing; a request with a body carries its body_hash there.';
  const sent = /(?:^|&)body_hash=([^&]*)/.exec(ext)?.[1];
  if (sent === undefined) return 'ext has no body_hash; a request with a body carries it there, first.';
  if (expected.bodyHash === undefined || body === undefined)
    return 'ext has a body_hash, and the request has no body (give --body).';
  if (sent === expected.bodyHash) {
    return 'body_hash is not encoded; the + in it is read as a space. Encode + as %2B, / as %2F and = as %3D.';
  }
  const decoded = decodeURIComponent(sent.replaceAll('+', '%20'));
  return `body_hash is not that of the body: ${bodyHashMistake(decoded, body) ?? 'another body was hashed than is given here.'}`;
}

function print(
  explanation: MacExplanation,
  findings: readonly Finding[] | undefined,
  values: Values,
  { out, colour }: Surroundings,
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
  if (findings.length === 0) out(colour('green', 'The given header is right.'));
  for (const { name, why } of findings) out(`${colour('red', `✗ ${name}`)}  ${why}`);
}

/** `MAC id="…", ts="…"` taken apart. */
function attributesOf(header: string): Record<string, string> {
  const value = header.replace(/^\s*authorization:\s*/i, '').trim();
  if (!/^MAC\s/i.test(value))
    throw new UsageError('--authorization does not begin with MAC; expected MAC id="…", ts="…", nonce="…", mac="…".');
  const attributes = Object.fromEntries(
    [...value.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, text]) => [name ?? '', text ?? '']),
  );
  for (const name of ['id', 'ts', 'nonce', 'mac']) {
    if (!attributes[name])
      throw new UsageError(`--authorization has no ${name}; expected MAC id="…", ts="…", nonce="…", mac="…".`);
  }
  return attributes;
}

function furtherParameters(ext: string): Record<string, string> {
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
