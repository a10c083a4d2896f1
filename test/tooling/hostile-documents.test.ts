import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import * as valibot from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkEmittedCode } from '../../scripts/generate/emitted-code.ts';
import { generateFrom } from '../../scripts/generate/index.ts';
import { merge } from '../../scripts/generate/merge.ts';
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

/** Generates from a document, and runs what comes out. */
async function generateAndRun(document: Loose): Promise<'ran' | 'harmless' | { refused: string }> {
  try {
    const { source, overlay } = sourcesOf(document);
    const merged = merge(source, overlay);
    const { files } = await generateFrom('checkout', merged);
    return runs(files) ? 'ran' : 'harmless';
  } catch (error) {
    if (error instanceof BuildError) return { refused: error.message };
    throw error;
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

test(`no text of ${most} hostile documents runs as code: each is refused with its location, or does no harm`, {
  timeout: 300_000,
}, async () => {
  console.log(`seed ${seed}`);
  const matrix = placesOf(smallDocument()).flatMap((place) => PAYLOADS.map((payload) => ({ ...place, payload })));
  // What ran code once is always among them.
  const isKnown = ({ place }: { place: string }) => /(version|title)$/.test(place);
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(matrix, { minLength: matrix.length }), { seed, numRuns: 1 });
  const tried = [...shuffled.filter(isKnown), ...shuffled.filter((one) => !isKnown(one))].slice(0, most);
  const counts = { refused: 0, harmless: 0 };
  for (const { place, put, payload } of tried) {
    const document = smallDocument();
    put(document, payload);
    const outcome = await generateAndRun(document);
    const description = `${place} = ${JSON.stringify(payload)}`;
    expect(outcome, description).not.toBe('ran');
    if (typeof outcome === 'object')
      expect(outcome.refused, description).toMatch(/^hostile(\.overlay)?\.json:\d+:\d+ /);
    counts[typeof outcome === 'object' ? 'refused' : 'harmless']++;
  }
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
