import { createHash, createHmac } from 'node:crypto';

/** A rejected signature and the request it was sent with. */
export interface RejectedSignature {
  readonly key: string;
  readonly ts: string;
  readonly nonce: string;
  readonly method: string;
  readonly url: URL;
  /** The value in the header. */
  readonly ext: string;
  readonly body: Uint8Array | undefined;
  readonly mac: string;
}

interface Mistake {
  readonly name: string;
  /** What was done wrong, and how to fix it. */
  readonly why: string;
}

/** Finds the known mistake that produces this signature. */
export function macMistake(rejected: RejectedSignature): Mistake | undefined {
  return CANDIDATES.find(({ sign }) => {
    const signed = sign(rejected);
    return [signed].flat().some((mac) => mac === rejected.mac);
  });
}

type Candidate = Mistake & { readonly sign: (rejected: RejectedSignature) => string | readonly string[] };

const LINES = ['ts', 'nonce', 'method', 'uri', 'host', 'port', 'ext'] as const;
type Lines = Record<(typeof LINES)[number], string>;

function linesOf({ ts, nonce, method, url, ext }: RejectedSignature): Lines {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { ts, nonce, method: method.toUpperCase(), uri: url.pathname + url.search, host: url.hostname, port, ext };
}

function signed(key: string | Buffer, message: string): string {
  return createHmac('sha256', key).update(message).digest('base64');
}

/** The signature over lines, some of them changed. */
const over =
  (change: (lines: Lines, rejected: RejectedSignature) => Partial<Lines>) =>
  (rejected: RejectedSignature): string => {
    const lines = linesOf(rejected);
    const changed = { ...lines, ...change(lines, rejected) };
    return signed(rejected.key, LINES.map((name) => `${changed[name]}\n`).join(''));
  };

const joined = (separator: string, end: string) => (rejected: RejectedSignature) => {
  const lines = linesOf(rejected);
  return signed(rejected.key, LINES.map((name) => lines[name]).join(separator) + end);
};

const normalized = (rejected: RejectedSignature) => {
  const lines = linesOf(rejected);
  return LINES.map((name) => `${lines[name]}\n`).join('');
};

const hashOf = (body: Uint8Array | undefined, encoding: 'base64' | 'hex') =>
  body?.length ? createHash('sha256').update(body).digest(encoding) : '';

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'query-dropped',
    why: 'The path was signed without its query. Sign pathname + search, exactly as they are sent.',
    sign: over((_, { url }) => ({ uri: url.pathname })),
  },
  {
    name: 'empty-port-line',
    why: 'The port line is empty. Sign the actual port: 443 for https unless the URL specifies another.',
    sign: over(() => ({ port: '' })),
  },
  {
    name: 'host-with-port',
    why: 'The host line contains the port too (URL.host). Sign URL.hostname; the port has its own line.',
    sign: (rejected) => [
      over((_, { url }) => ({ host: url.host }))(rejected),
      over((_, { url }) => ({ host: url.host, port: '' }))(rejected),
      over(({ host, port }) => ({ host: `${host}:${port}` }))(rejected),
    ],
  },
  {
    name: 'wrong-port',
    why: 'The wrong port was signed. Sign the actual port: 443 for https unless the URL specifies another.',
    sign: (rejected) => ['80', '443', '10145'].map((port) => over(() => ({ port }))(rejected)),
  },
  {
    name: 'full-url-instead-of-path',
    why: 'The whole URL was signed. Sign only the path and query.',
    sign: (rejected) => [
      over((_, { url }) => ({ uri: url.href }))(rejected),
      over((_, { url }) => ({ uri: url.origin + url.pathname }))(rejected),
    ],
  },
  {
    name: 'base-path-dropped',
    why: 'The path was signed without its first part (/checkout/rest/v1 or /notification/rest/v1). Sign the full path.',
    sign: over(({ uri }) => ({ uri: uri.replace(/^\/(checkout|notification)\/rest\/v1/, '') })),
  },
  {
    name: 'no-trailing-newline',
    why: 'The line feed after the last line is missing. Each of the seven lines ends with a line feed.',
    sign: joined('\n', ''),
  },
  { name: 'crlf', why: 'The lines end with CR LF. End each line with a single LF.', sign: joined('\r\n', '\r\n') },
  {
    name: 'ext-not-signed',
    why: 'ext is in the header but was not signed. The seventh line is ext, exactly as in the header.',
    sign: over(() => ({ ext: '' })),
  },
  {
    name: 'raw-ext-in-string',
    why: 'ext was signed with the raw base64 hash. Encode the hash (+ as %2B, / as %2F, = as %3D), then sign and send the result.',
    sign: over((_, { body, ext }) => ({ ext: ext && `body_hash=${hashOf(body, 'base64')}` })),
  },
  {
    name: 'hex-hash',
    why: 'ext was signed with the body hash in hex. Use the base64 hash, percent-encoded.',
    sign: over((_, { body, ext }) => ({ ext: ext && `body_hash=${hashOf(body, 'hex')}` })),
  },
  {
    name: 'hash-as-eighth-line',
    why: 'The body hash was appended as an eighth line. It belongs in ext, the seventh line, as body_hash=….',
    sign: (rejected) => [
      signed(rejected.key, `${normalized(rejected)}${hashOf(rejected.body, 'base64')}\n`),
      signed(rejected.key, `${normalized(rejected)}${hashOf(rejected.body, 'base64')}`),
    ],
  },
  {
    name: 'lower-case-method',
    why: 'The method was signed in lowercase. Sign it in uppercase.',
    sign: over(({ method }) => ({ method: method.toLowerCase() })),
  },
  {
    name: 'milliseconds',
    why: 'The signed timestamp differs from the one that was sent: one is in milliseconds, the other in seconds. Use seconds for both.',
    sign: (rejected) => [
      over(({ ts }) => ({ ts: `${ts}000` }))(rejected),
      over(({ ts }) => ({ ts: ts.slice(0, -3) }))(rejected),
    ],
  },
  {
    name: 'decoded-key',
    why: 'The key was decoded first. Use its characters as the key; it is neither base64 nor hex.',
    sign: (rejected) => [
      signed(Buffer.from(rejected.key, 'base64'), normalized(rejected)),
      signed(Buffer.from(rejected.key, 'hex'), normalized(rejected)),
    ],
  },
  {
    name: 'untrimmed-key',
    why: 'The key was used with whitespace around it, or the key you passed has some. Remove it.',
    sign: (rejected) =>
      [rejected.key.trim(), `${rejected.key}\n`, ` ${rejected.key}`, `${rejected.key} `].map((key) =>
        signed(key, normalized(rejected)),
      ),
  },
  {
    name: 'hex-signature',
    why: 'The signature is in hex. Send it in base64.',
    sign: (rejected) => createHmac('sha256', rejected.key).update(normalized(rejected)).digest('hex'),
  },
];

/** Explains why the body hash in `ext` does not match the body: which form of the body was hashed. */
export function bodyHashMistake(sent: string, body: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(body);
  const forms: [string, () => string][] = [
    ['an empty body', () => ''],
    ['the body without its last line break', () => text.replace(/\r?\n$/, '')],
    ['the body with an extra line break', () => `${text}\n`],
    ['compact JSON', () => JSON.stringify(JSON.parse(text))],
    ['JSON indented by 2', () => JSON.stringify(JSON.parse(text), null, 2)],
    ['JSON indented by 4', () => JSON.stringify(JSON.parse(text), null, 4)],
    [
      'compact JSON with escaped slashes, as PHP writes it',
      () => JSON.stringify(JSON.parse(text)).replaceAll('/', '\\/'),
    ],
    [
      'indented JSON with escaped slashes, as PHP writes it',
      () => JSON.stringify(JSON.parse(text), null, 4).replaceAll('/', '\\/'),
    ],
    ['the body with unescaped slashes', () => text.replaceAll('\\/', '/')],
  ];
  for (const [name, form] of forms) {
    try {
      const hash = createHash('sha256').update(form()).digest();
      if (hash.toString('base64') === sent) return `the hash is that of ${name}. Hash the exact bytes that are sent.`;
      if (hash.toString('hex') === sent) return `the hash is in hex, and that of ${name}. Send it in base64.`;
    } catch {
      // The body is not JSON, so it has no such form.
    }
  }
  if (createHash('sha256').update(body).digest('hex') === sent) return 'the hash is in hex. Send it in base64.';
  return undefined;
}
