import { expect, test } from 'vitest';
import { describeWarnings } from '../../../scripts/generate/report/warnings.ts';
import { type Help, knownRefusals } from './refusals.ts';

const OVERLAY = 'our overlay is wrong, at the place that is named: its line is the one to correct';
const USAGE = 'the command was called wrongly, and the message says how to call it';
const OWN_FILE = 'a file of this repository is missing, and the message names it';
const YAML = 'each YamlError is made a BuildError with advice, in scripts/shared/document.ts';
const SAYS = 'the message says what to do';

/** Every refusal, with the help that is printed below it, or why there is none. */
const REFUSALS: readonly (readonly [text: string, help: Exclude<Help, 'none'> | { readonly none: string }])[] = [
  // Amounts and credentials.
  ['x-amounts: … is neither a string nor a whole number in the document.', 'advice'],
  [
    'x-amounts: … is a decimal string (major units) in the document; minor units sent there would be wrong by a factor of 100.',
    'advice',
  ],
  ['x-amounts: the pattern of an amount has more than 200 characters.', 'advice'],
  ['x-amounts: the pattern of an amount is no regular expression: …', 'advice'],
  ['x-amounts: the request has no ….', 'fix'],
  ['the document does not say which credentials it takes: security is missing.', 'fix'],
  ['security …: expected OAuth2, bearer or the http scheme MAC.', 'fix'],
  // Hosts and paths.
  ['servers: none is …, the host that the overlay names in x-server: ….', 'fix'],
  ['servers: … are both the production host; remove all but one in the overlay.', 'advice'],
  ['the path … is no path of …: with it, a request could go to another host.', 'advice'],
  ['is the same path as …, and both have ….', 'advice'],
  // What src relies on.
  ['(message)', 'fix'],
  ['x-required-fields: the response … has no ….', 'fix'],
  ['x-pagination: the response … has no list of items.', 'fix'],
  ['x-alias: the response … has no …….', 'fix'],
  ['x-required-fields: event.type is not an enum of one, so payloads cannot be told apart.', 'advice'],
  ['x-required-fields: … is …; expected a string, integer or array.', 'advice'],
  // References, and the linter.
  ['… leads outside the document; bundle it into one file first.', 'either'],
  ['… leads to nothing.', 'either'],
  ['$ref … is a cycle: it leads back to itself.', 'either'],
  ['the document expands to more than 1 million nodes through its $refs.', 'advice'],
  ['the document expands to more than … levels through its $refs.', 'advice'],
  ['(line)', 'advice'],
  ['(line)', 'either'],
  ['redocly … had no result within … s.', 'advice'],
  ['redocly …: …', { none: 'the linter itself failed, and its own words are quoted' }],
  ['(once the edits above are made)', 'either'],
  // The document as a whole.
  ['info.version is …; expected letters, digits, dots and dashes.', 'fix'],
  ['openapi: … is not read here; expected 3.0 or 3.1.', 'advice'],
  ['…:1:1 is not an OpenAPI document: it has no `openapi:` version.', 'advice'],
  ['is not an OpenAPI 3.0 or 3.1 document….…', 'advice'],
  [
    '…:1:1 is RAML, not OpenAPI. Convert it first: npm install --no-save oas-raml-converter, then node node_modules/oas-raml-converter/lib/bin/converter.js --from RAML --to OAS30 FILE',
    'advice',
  ],
  ['the document has no paths.', 'advice'],
  ['describes another API: none of its … paths belongs to ….', 'advice'],
  ['is the document of …, not of ….', { none: USAGE }],
  ['a text would become code in …: …', 'advice'],
  ['… cannot read the document: …', 'advice'],
  // Text that cannot be parsed.
  ['…:1:1 is not a document: expected an object at the top.', 'advice'],
  ['cannot be parsed: ….', 'advice'],
  ['the text holds no document.', { none: YAML }],
  ['a second document begins here; expected one.', { none: YAML }],
  ['*… is an alias; write out what it stands for, or use a $ref.', { none: YAML }],
  ['a key is an alias, a list or an object; expected a name.', { none: YAML }],
  ['<< is a merge key; write out the members that it stands for.', { none: YAML }],
  ['is here twice; keys must be unique.', { none: YAML }],
  ['more than … levels deep.', { none: YAML }],
  ['more than … tokens.', { none: YAML }],
  ['more than … tags and anchors in a row.', { none: YAML }],
  ['__proto__ is no name for a member.', { none: YAML }],
  ['a key holds a control character; expected a name on one line.', { none: YAML }],
  // What is no document.
  ['is empty.', 'advice'],
  ['…… is HTML or XML, not an OpenAPI document.', 'advice'],
  ['is not UTF-8 text.', 'advice'],
  ['is not a URL.', 'advice'],
  ['…: expected https, so that nobody on the way can change the document.', 'advice'],
  ['…… is not https.', 'advice'],
  ['…… responded with HTTP ….', 'advice'],
  ['cannot be fetched: ….', 'advice'],
  ['cannot be read: ….', 'advice'],
  ['cannot be read: …', { none: OWN_FILE }],
  ['is larger than … MB; no document of these APIs is.', 'advice'],
  // Our overlay.
  ['x-server is …; expected the production host: https://api.example.com', { none: OVERLAY }],
  ['actions: expected a list.', { none: OVERLAY }],
  ['action … has no target.', { none: OVERLAY }],
  ['the document has … … too: give ours another name.', { none: OVERLAY }],
  ['target is not a JSONPath: …', { none: OVERLAY }],
  ['… is not one of our extensions: ….', { none: OVERLAY }],
  ['… is …; expected ….', { none: OVERLAY }],
  ['operationId is …; expected a camelCase name.', { none: OVERLAY }],
  ['operationId … is already used at ….', { none: OVERLAY }],
  ['…: x-retry: key and x-idempotency-key go together.', { none: OVERLAY }],
  ['x-required-amounts: … is not among x-amounts.', { none: OVERLAY }],
  ['x-required-fields: …; expected two names and a dot.', { none: OVERLAY }],
  ["…: action … cannot be edited; expected a list in YAML's block style.", { none: OVERLAY }],
  // Calls of the commands.
  ['--api …: expected ….', { none: USAGE }],
  ['--api …: expected ….', { none: USAGE }],
  ['--fail-on …: expected ….', { none: USAGE }],
  ['expects one URL or file; --help shows how.', { none: USAGE }],
  ['not as generated: run `npm run generate` and commit what it writes.', { none: SAYS }],
  ['openapi/README.md has no row for `….yaml` in its table of provenance.', { none: SAYS }],
  [
    'failed (exit …): see above. `npm run regenerate` goes on from here; `git restore openapi/README.md …` undoes what was written.',
    { none: SAYS },
  ],
];

test('every refusal that generate and the spec commands can print has its fix, what else to do, or a reason for neither', () => {
  const row = (text: string, help: string) => `${help} | ${text}`;
  const known = knownRefusals(['scripts/generate', 'scripts/spec', 'scripts/shared']);
  const written = REFUSALS.map(([text, help]) => row(text, typeof help === 'string' ? help : 'none'));
  // A row that is missing here has no help yet: give the refusal a fix or advice, or write down why it has neither.
  expect(known.map(({ text, help }) => row(text, help)).sort()).toEqual(written.sort());
});

test('warnings are grouped by kind, with a count and the first three of each; --all lists every one', () => {
  const warnings = [1, 2, 3, 4, 5].map((line) => ({ kind: 'operation-summary', message: `v.yaml:${line}:1 none` }));
  const action = { target: '$.paths', remove: true } as const;
  const fix = { overlay: 'o.yaml', add: action };
  const mixed = [...warnings.slice(0, 1), { kind: 'new', message: 'v.yaml:9:1 new', fix }, ...warnings.slice(1)];
  expect(describeWarnings(mixed, { all: false })).toEqual([
    '5 warnings: operation-summary',
    '  v.yaml:1:1 none',
    '  v.yaml:2:1 none',
    '  v.yaml:3:1 none',
    '  … and 2 more; `--all` shows them',
    'warning: new',
    `  v.yaml:9:1 new\n      fix in o.yaml: - ${JSON.stringify(action)}`,
  ]);
  const all = describeWarnings(mixed, { all: true });
  expect(all).toHaveLength(8);
  expect(all.join('\n')).not.toContain('more');
});
