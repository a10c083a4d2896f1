import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Command, EXIT, UsageError } from '../command.ts';
import { bytesOf } from '../input.ts';
import { printable } from '../printable.ts';
import { type Difference, type Document, differencesOf } from './compare-response.ts';
import { readRecording } from './recording.ts';

const MAX_NAME = 200;

const USAGE = `Usage: paysera drift <recording> [--json]

Compares recorded responses with the documents that this package is generated from, and reports each difference once:
unknown fields, values and statuses, missing fields, and wrong types. Sends nothing and prints no values from responses.

The recording is a HAR file (saved by a browser or a proxy), a JSON array, or one JSON object per line, with entries of
{ "method": "GET", "url": "https://…", "status": 200, "body": … }. Use - for standard input. To record from a client:

  const checkout = createCheckout({
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const { method } = new Request(input, init);
      const entry = { method, url: response.url, status: response.status, body: await response.clone().text() };
      await appendFile('responses.jsonl', JSON.stringify(entry) + '\\n');
      return response;
    },
  });

The recording contains personal data and tokens. Protect it accordingly, and delete it afterwards.`;

export const drift: Command = {
  name: 'drift',
  summary: 'Compare recorded responses with the OpenAPI documents',
  usage: USAGE,
  options: { json: { about: 'print one JSON object' } },
  notes: 'Exit: 0 no differences, 1 differences, 2 invalid usage.',
  async run(values, positionals, context) {
    const { out, colour } = context;
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError('drift expects one recording; see --help.');
    const recorded = readRecording(new TextDecoder().decode(await bytesOf(path, context)), path);
    if (recorded.length === 0) throw new UsageError(`${path} contains no responses.`);
    const documents = await Promise.all(['checkout', 'recurring-billing'].map(load));
    const found = new Map<string, Difference & { times: number }>();
    for (const difference of recorded.flatMap((one) => differencesOf(one, documents))) {
      const key = JSON.stringify(difference);
      found.set(key, { ...difference, times: (found.get(key)?.times ?? 0) + 1 });
    }
    const differences = [...found.values()].sort((a, b) => a.operation.localeCompare(b.operation));
    if (values['json'] === true) {
      out(JSON.stringify({ responses: recorded.length, differences }, null, 2));
      return differences.length > 0 ? EXIT.found : EXIT.ok;
    }
    const counts = `${counted(recorded.length, 'response')}, ${counted(differences.length, 'difference')}`;
    out(`${counts} from the documents.`);
    const widest = Math.max(...differences.map(({ kind }) => kind.length));
    let operation = '';
    for (const { times, ...difference } of differences) {
      const heading = `${shown(difference.operation)} ${difference.status}`;
      if (heading !== operation) out(`\n${colour('bold', heading)}`);
      operation = heading;
      out(
        `  ${colour('yellow', difference.kind.padEnd(widest))}  ${describe(difference)}${times > 1 ? colour('dim', ` (${times} times)`) : ''}`,
      );
    }
    return differences.length > 0 ? EXIT.found : EXIT.ok;
  },
};

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function describe({ kind, path, expected, received: raw }: Difference): string {
  const place = path === '' ? 'the body' : shown(path);
  const received = shown(raw);
  if (kind === 'missing-field') return `${place} is missing`;
  if (kind === 'unknown-field') return `${place} (${received}) is not in the document`;
  if (kind === 'unknown-operation') return 'is not in the documents';
  if (kind === 'unknown-status') return `status ${received}; the document lists ${expected}`;
  return `${place} is ${received}; the document expects ${expected}`;
}

/** A name from a response, short and without control characters. */
function shown(name: string): string {
  return printable(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
}

async function load(api: string): Promise<Document> {
  const path = fileURLToPath(import.meta.resolve(`paysera-client/openapi/${api}.json`));
  return JSON.parse(await readFile(path, 'utf8')) as Document;
}
