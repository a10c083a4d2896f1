import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Difference, type Document, differencesOf } from './against-document.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { bytesOf } from './input.ts';
import { readRecording } from './recording.ts';

const HELP = `Usage: paysera drift <recording> [--json]

Compares recorded answers with the documents this package is generated from, and tells each kind of difference once:
unknown fields, values and statuses, missing fields, other types. Sends nothing; prints no values of answers.

The recording is a HAR file (a browser or proxy saves one), a JSON array, or one JSON object a line, of
{ "method": "GET", "url": "https://…", "status": 200, "body": … }. - reads standard input. To record from a client:

  const checkout = createCheckout({
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const { method } = new Request(input, init);
      const entry = { method, url: response.url, status: response.status, body: await response.clone().text() };
      await appendFile('answers.jsonl', JSON.stringify(entry) + '\\n');
      return response;
    },
  });

The recording holds personal data and tokens: keep it as you keep those, and delete it afterwards.

Exit: 0 no difference, 1 differences, 2 usage.`;

export const drift: Command = {
  name: 'drift',
  summary: 'Where recorded answers differ from the documents',
  help: HELP,
  options: { json: { type: 'boolean' } },
  async run(values, positionals, surroundings) {
    const { out, colour } = surroundings;
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError('drift expects one recording; see --help.');
    const recorded = readRecording(new TextDecoder().decode(await bytesOf(path, surroundings)), path);
    if (recorded.length === 0) throw new UsageError(`${path} holds no answers.`);
    const documents = await Promise.all(['checkout', 'recurring-billing'].map(load));
    const found = new Map<string, Difference & { times: number }>();
    for (const difference of recorded.flatMap((one) => differencesOf(one, documents))) {
      const key = JSON.stringify(difference);
      found.set(key, { ...difference, times: (found.get(key)?.times ?? 0) + 1 });
    }
    const differences = [...found.values()].sort((a, b) => a.operation.localeCompare(b.operation));
    if (values['json'] === true) {
      out(JSON.stringify({ answers: recorded.length, differences }, null, 2));
      return differences.length > 0 ? EXIT.found : EXIT.ok;
    }
    const counts = `${counted(recorded.length, 'answer')}, ${counted(differences.length, 'difference')}`;
    out(`${counts} from the documents.`);
    const widest = Math.max(...differences.map(({ kind }) => kind.length));
    let operation = '';
    for (const { times, ...difference } of differences) {
      const heading = `${difference.operation} ${difference.status}`;
      if (heading !== operation) out(`\n${colour('bold', heading)}`);
      operation = heading;
      out(
        `  ${colour('yellow', difference.kind.padEnd(widest))}  ${words(difference)}${times > 1 ? colour('dim', ` (${times} times)`) : ''}`,
      );
    }
    return differences.length > 0 ? EXIT.found : EXIT.ok;
  },
};

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function words({ kind, path, expected, received }: Difference): string {
  const place = path === '' ? 'the body' : path;
  if (kind === 'missing-field') return `${place} is missing`;
  if (kind === 'unknown-field') return `${place} (${received}) is not in the document`;
  if (kind === 'unknown-operation') return 'is not in the documents';
  if (kind === 'unknown-status') return `status ${received}; the document lists ${expected}`;
  return `${place} is ${received}; the document says ${expected}`;
}

async function load(api: string): Promise<Document> {
  const path = fileURLToPath(import.meta.resolve(`paysera-client/openapi/${api}.json`));
  return JSON.parse(await readFile(path, 'utf8')) as Document;
}
