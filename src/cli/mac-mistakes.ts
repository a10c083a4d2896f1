import { createHash, createHmac } from 'node:crypto';

/** A refused signature, taken apart. */
export interface Refused {
  readonly key: string;
  readonly ts: string;
  readonly nonce: string;
  readonly method: string;
  readonly url: URL;
  /** As the header carries it. */
  readonly ext: string;
  readonly body: Uint8Array | undefined;
  readonly mac: string;
}

interface Mistake {
  readonly name: string;
  /** What was done instead, and how to mend it. */
  readonly why: string;
}

/** Finds which well-known mistake gives just this signature. */
export function macMistake(refused: Refused): Mistake | undefined {
  return CANDIDATES.find(({ sign }) => {
    const signed = sign(refused);
    return [signed].flat().some((mac) => mac === refused.mac);
  });
}

type Candidate = Mistake & { readonly sign: (refused: Refused) => string | readonly string[] };

const LINES = ['ts', 'nonce', 'method', 'uri', 'host', 'port', 'ext'] as const;
type Lines = Record<(typeof LINES)[number], string>;

function linesOf({ ts, nonce, method, url, ext }: Refused): Lines {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { ts, nonce, method: method.toUpperCase(), uri: url.pathname + url.search, host: url.hostname, port, ext };
}

function signed(key: string | Buffer, message: string): string {
  return createHmac('sha256', key).update(message).digest('base64');
}

/** The signature over lines of which some differ. */
const over =
  (change: (lines: Lines, refused: Refused) => Partial<Lines>) =>
  (refused: Refused): string => {
    const lines = linesOf(refused);
    const changed = { ...lines, ...change(lines, refused) };
    return signed(refused.key, LINES.map((name) => `${changed[name]}\n`).join(''));
  };

const joined = (separator: string, end: string) => (refused: Refused) => {
  const lines = linesOf(refused);
  return signed(refused.key, LINES.map((name) => lines[name]).join(separator) + end);
};

const normalized = (refused: Refused) => {
  const lines = linesOf(refused);
  return LINES.map((name) => `${lines[name]}\n`).join('');
};

const hashOf = (body: Uint8Array | undefined, encoding: 'base64' | 'hex') =>
  body?.length ? createHash('sha256').update(body).digest(encoding) : '';

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'query-dropped',
    why: 'The path was signed without its query. Sign pathname + search, as they go on the wire.',
    sign: over((_, { url }) => ({ uri: url.pathname })),
  },
  {
    name: 'empty-port-line',
    why: 'The port line is empty. Sign the real port: 443 for https unless the URL says another.',
    sign: over(() => ({ port: '' })),
  },
  {
    name: 'host-with-port',
    why: 'The host line holds the port too (URL.host). Sign URL.hostname; the port has a line of its own.',
    sign: (refused) => [
      over((_, { url }) => ({ host: url.host }))(refused),
      over((_, { url }) => ({ host: url.host, port: '' }))(refused),
      over(({ host, port }) => ({ host: `${host}:${port}` }))(refused),
    ],
  },
  {
    name: 'wrong-port',
    why: 'Another port was signed. Sign the real one: 443 for https unless the URL says another.',
    sign: (refused) => ['80', '443', '10145'].map((port) => over(() => ({ port }))(refused)),
  },
  {
    name: 'full-url-instead-of-path',
    why: 'The whole URL was signed. Sign the path and query only.',
    sign: (refused) => [
      over((_, { url }) => ({ uri: url.href }))(refused),
      over((_, { url }) => ({ uri: url.origin + url.pathname }))(refused),
    ],
  },
  {
    name: 'base-path-dropped',
    why: 'The path was signed without its beginning (/checkout/rest/v1 or /notification/rest/v1). Sign the full path.',
    sign: over(({ uri }) => ({ uri: uri.replace(/^\/(checkout|notification)\/rest\/v1/, '') })),
  },
  {
    name: 'no-trailing-newline',
    why: 'The line feed after the last line is missing. Each of the seven lines ends with one.',
    sign: joined('\n', ''),
  },
  { name: 'crlf', why: 'The lines end with CR LF. Each ends with one LF.', sign: joined('\r\n', '\r\n') },
  {
    name: 'ext-not-signed',
    why: 'ext stands in the header and was not signed. The seventh line is ext, exactly as in the header.',
    sign: over(() => ({ ext: '' })),
  },
  {
    name: 'raw-ext-in-string',
    why: 'ext was signed with the raw base64 hash. Encode the hash (+ as %2B, / as %2F, = as %3D), then sign and send that.',
    sign: over((_, { body, ext }) => ({ ext: ext && `body_hash=${hashOf(body, 'base64')}` })),
  },
  {
    name: 'hex-hash',
    why: 'ext was signed with the body hash in hex. It is the base64 of the hash, URL-encoded.',
    sign: over((_, { body, ext }) => ({ ext: ext && `body_hash=${hashOf(body, 'hex')}` })),
  },
  {
    name: 'hash-as-eighth-line',
    why: 'The body hash was appended as an eighth line. It belongs into ext as body_hash=…, which is the seventh.',
    sign: (refused) => [
      signed(refused.key, `${normalized(refused)}${hashOf(refused.body, 'base64')}\n`),
      signed(refused.key, `${normalized(refused)}${hashOf(refused.body, 'base64')}`),
    ],
  },
  {
    name: 'lower-case-method',
    why: 'The method was signed in lower case. Sign it in upper case.',
    sign: over(({ method }) => ({ method: method.toLowerCase() })),
  },
  {
    name: 'milliseconds',
    why: 'Another timestamp was signed than was sent: milliseconds on one side, seconds on the other. Both are seconds.',
    sign: (refused) => [
      over(({ ts }) => ({ ts: `${ts}000` }))(refused),
      over(({ ts }) => ({ ts: ts.slice(0, -3) }))(refused),
    ],
  },
  {
    name: 'decoded-key',
    why: 'The key was decoded first. Its characters themselves are the key; it is neither base64 nor hex.',
    sign: (refused) => [
      signed(Buffer.from(refused.key, 'base64'), normalized(refused)),
      signed(Buffer.from(refused.key, 'hex'), normalized(refused)),
    ],
  },
  {
    name: 'untrimmed-key',
    why: 'The key was used with white space around it, or the one given here has some. Remove it.',
    sign: (refused) =>
      [refused.key.trim(), `${refused.key}\n`, ` ${refused.key}`, `${refused.key} `].map((key) =>
        signed(key, normalized(refused)),
      ),
  },
  {
    name: 'hex-signature',
    why: 'The signature is in hex. It goes on the wire in base64.',
    sign: (refused) => createHmac('sha256', refused.key).update(normalized(refused)).digest('hex'),
  },
];

/** Tells why the body hash in `ext` is not that of the body: how the body was written when it was hashed. */
export function bodyHashMistake(sent: string, body: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(body);
  const forms: [string, () => string][] = [
    ['nothing: an empty body', () => ''],
    ['the body without its last line break', () => text.replace(/\r?\n$/, '')],
    ['the body with a line break more', () => `${text}\n`],
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
    ['the body with its slashes not escaped', () => text.replaceAll('\\/', '/')],
  ];
  for (const [name, form] of forms) {
    try {
      const hash = createHash('sha256').update(form()).digest();
      if (hash.toString('base64') === sent) return `the hash is that of ${name}. Hash the very bytes that are sent.`;
      if (hash.toString('hex') === sent) return `the hash is in hex, of ${name}. It goes in base64.`;
    } catch {
      // Not JSON: that form does not exist.
    }
  }
  if (createHash('sha256').update(body).digest('hex') === sent) return 'the hash is in hex. It goes in base64.';
  return undefined;
}
