import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import * as valibot from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkEmittedCode } from '../../scripts/generate/code/emitted-code.ts';
import type { MergedDocument } from '../../scripts/generate/document/merged-document.ts';
import { generateFrom } from '../../scripts/generate/index.ts';
import { merge } from '../../scripts/generate/merge/merge.ts';
import { BuildError } from '../../scripts/shared/document.ts';
import type { Loose } from './documents.ts';
import { placesOf, smallDocument, sourcesOf } from './hostile-document.ts';

// `HOSTILE_DOCUMENTS=9999` tries every place with every payload; SEED repeats a run.
const most = Number(process.env['HOSTILE_DOCUMENTS'] ?? 1000);
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const PAYLOADS = [
  '1\npwned()',
  '1\rpwned()',
  '1\u2028pwned()',
  '1\u2029pwned()',
  '*/pwned();/*',
  '**//pwned();/*',
  '*\u2028/pwned();/*',
  "'+pwned()+'",
  '"+pwned()+"',
  '\\";pwned();//',
  "\\';pwned();//",
  '`+pwned()+`',
  '}; pwned(); const x = {',
  ': string }} pwned(); interface x { y: { z',
  '[(pwned())]',
  'pwned()',
  '__proto__',
];

interface HostileText {
  readonly place: string;
  readonly put: (document: Loose, text: string) => unknown;
  readonly payload: string;
}

function documentOf(texts: readonly HostileText[]): Loose {
  const document = smallDocument();
  for (const { put, payload } of texts) put(document, payload);
  return document;
}

const AT_ONCE = 8;

/** Texts that do not hide one another share a document: none takes the place of another, or renames what holds it. */
function together(texts: readonly HostileText[]): HostileText[][] {
  const path = ({ place }: HostileText) => place.replace('the name ', '');
  const hides = (one: HostileText, other: HostileText) => `${path(other)}/`.startsWith(`${path(one)}/`);
  const groups: HostileText[][] = [];
  for (const text of texts) {
    const fits = (others: HostileText[]) =>
      others.length < AT_ONCE && !others.some((other) => hides(text, other) || hides(other, text));
    const found = groups.find(fits);
    if (found) found.push(text);
    else groups.push([text]);
  }
  return groups;
}

type Outcome = 'ran' | 'harmless' | { refused: string };

function outcomeOf(error: unknown): Outcome {
  if (error instanceof BuildError) return { refused: error.message };
  throw error;
}

function read(document: Loose): MergedDocument {
  const { source, overlay } = sourcesOf(document);
  return merge(source, overlay);
}

/** Generates from a document, and runs what comes out. */
async function generateAndRun(document: Loose): Promise<Outcome> {
  try {
    const { files } = await generateFrom('checkout', read(document));
    return runs(files) ? 'ran' : 'harmless';
  } catch (error) {
    return outcomeOf(error);
  }
}

type Tried = readonly [texts: readonly HostileText[], outcome: Outcome];

/** Tries texts in one document. If it is refused, tries its halves, down to each text alone. */
async function tryTogether(texts: readonly HostileText[]): Promise<Tried[]> {
  const outcome = await generateAndRun(documentOf(texts));
  if (texts.length === 1 || typeof outcome === 'string') return [[texts, outcome]];
  const half = Math.floor(texts.length / 2);
  return [...(await tryTogether(texts.slice(0, half))), ...(await tryTogether(texts.slice(half)))];
}

/** What reading refuses, before anything is generated: most of what is refused at all. */
function refusalOf(text: HostileText): Outcome | undefined {
  try {
    read(documentOf([text]));
    return undefined;
  } catch (error) {
    return outcomeOf(error);
  }
}

function runs(files: ReadonlyMap<string, string>): boolean {
  let ran = false;
  const pwned = () => {
    ran = true;
  };
  const loaded = new Map<string, unknown>([['valibot', valibot]]);
  for (const name of ['paths.ts', 'schemas.ts', 'operations.ts', 'validators.ts', 'webhooks.ts']) {
    const { code } = transformSync(files.get(name) ?? '', { loader: 'ts', format: 'cjs' });
    const module: { exports?: unknown } = {};
    runInNewContext(code, { module, pwned, require: (path: string) => loaded.get(path) });
    loaded.set(`./${name}`, module.exports);
  }
  return ran;
}

test(`none of ${most} hostile texts in a document runs as code: each is refused with its location, or does no harm`, {
  timeout: 300_000,
}, async () => {
  console.log(`seed ${seed}`);
  const matrix = placesOf(smallDocument()).flatMap((place) => PAYLOADS.map((payload) => ({ ...place, payload })));
  // What ran code once is always among them.
  const isKnown = ({ place }: { place: string }) => /(version|title)$/.test(place);
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(matrix, { minLength: matrix.length }), { seed, numRuns: 1 });
  const tried = [...shuffled.filter(isKnown), ...shuffled.filter((one) => !isKnown(one))].slice(0, most);
  const counts = { refused: 0, harmless: 0 };
  const check = ([texts, outcome]: Tried) => {
    const description = texts.map(({ place, payload }) => `${place} = ${JSON.stringify(payload)}`).join(', ');
    expect(outcome, description).not.toBe('ran');
    if (typeof outcome === 'object')
      expect(outcome.refused, description).toMatch(/^hostile(\.overlay)?\.json:\d+:\d+ /);
    counts[typeof outcome === 'object' ? 'refused' : 'harmless'] += texts.length;
  };
  const readable = tried.filter((text) => {
    const refusal = refusalOf(text);
    if (refusal) check([[text], refusal]);
    return !refusal;
  });
  for (const texts of together(readable)) for (const one of await tryTogether(texts)) check(one);
  expect(counts.refused + counts.harmless).toBe(tried.length);
  console.log(`${matrix.length} possible, ${tried.length} tried: ${JSON.stringify(counts)}`);
  expect(counts.harmless, 'prose may hold anything').toBeGreaterThan(0);
  expect(counts.refused).toBeGreaterThan(0);
});

describe('a document that once ran code', () => {
  test.each(['1\npwned()', '1\rpwned()', '1\u2028pwned()', '1\u2029pwned()'])(
    'with info.version %j, which would end the comment at the top of each file, is refused',
    async (version) => {
      const document = smallDocument();
      document.info.version = version;
      expect(await generateAndRun(document)).toEqual({
        refused: expect.stringMatching(
          /^hostile\.json:1:\d+ info\.version is "1[\s\S]*"; expected letters, digits, dots/,
        ),
      });
    },
  );

  test('with a title that closes a comment is generated without harm', async () => {
    const document = smallDocument();
    document.components.schemas.Order.title = '**//pwned();/*';
    expect(await generateAndRun(document)).toBe('harmless');
  });

  test('with a $ref through a name that is code is refused with the location', async () => {
    const document = smallDocument();
    const name = 'x}} pwned(); interface y {z: {q';
    document[name] = { a: { type: 'string' } };
    document.components.schemas.Unused = { $ref: `#/${name}/a` };
    expect(await generateAndRun(document)).toEqual({
      refused: expect.stringMatching(
        /^hostile\.json:1:\d+ a text would become code in checkout\/paths\.ts: .*pwned\(\)/,
      ),
    });
  });
});

describe('generated code is refused if it', () => {
  const NOT_EMITTED = {
    'calls a function': 'pwned();',
    'calls a function in a constant': 'export const x = pwned();',
    'calls a function of valibot that takes a function':
      "import * as v from 'valibot';\nexport const x = v.transform(v);",
    'calls by a computed name': "import * as v from 'valibot';\nexport const x = v['string']();",
    'holds a function': 'export const x = { a: () => 1 };',
    'holds a getter': 'export const x = { get a() { return 1; } };',
    'holds a computed name': 'export const x = { [pwned()]: 1 };',
    'holds a template': 'export const x = `a`;',
    'names what it does not define': 'export const x = [process];',
    'sets a prototype': 'export const x = { __proto__: null };',
    'imports another module': "import fs from 'node:fs';",
    'imports for an effect': "import './schemas.ts';",
    'imports on the fly': "export const x = import('node:fs');",
    'exports from elsewhere': "export * from 'node:fs';",
    'takes a type of another file': "export type X = import('../../../.env').X;",
    'points the compiler at a file': '/// <reference path="../../../secret.ts" />\nexport const x = 1;',
    'has a class': 'export class X { static { pwned(); } }',
    'has an enum': 'export enum X { A = pwned() }',
    'has a namespace': 'namespace X { pwned(); }',
    'has a variable': 'export let x = 1;',
    'does not parse': 'export const x = {;',
  };
  test.each(Object.entries(NOT_EMITTED))('%s', (_, code) => {
    expect(() => checkEmittedCode('checkout/schemas.ts', code, () => 'hostile.json:1:2')).toThrow(
      /^hostile\.json:1:2 a text would become code in checkout\/schemas\.ts: ./,
    );
  });
});

test('the check for code that runs detects it', () => {
  expect(runs(new Map([['schemas.ts', 'export const x = 1; pwned();']]))).toBe(true);
});
