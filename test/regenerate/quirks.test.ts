import { execFile } from 'node:child_process';
import { cpSync, globSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { generateFrom } from '../../scripts/generate/index.ts';
import { merge } from '../../scripts/generate/merge/merge.ts';
import { draftingOverlay } from '../../scripts/generate/overlay/draft-overlay.ts';
import { readSource } from '../../scripts/shared/document.ts';
import { documentOf } from '../support/document-of.ts';
import { startPrism } from '../support/prism.ts';
import { typeScript7 } from '../support/typescript-7.ts';
import { folder } from '../tooling/documents.ts';
import { QUIRKS, type Quirk } from '../tooling/vendor/quirks.ts';
import { dependentsOf } from './dependents.ts';
import { CHECKOUT, type Files, generatedFor, meaningOf, plainCheckout, withoutNames } from './quirky-documents.ts';

/** What the package is made of for a quirk, compared with what it is made of without. */
interface Outcome {
  readonly quirk: string;
  readonly files: Files;
  /** The contract tests of what runs otherwise, or is answered otherwise by the mock; undefined when nothing is. */
  readonly contract: string | undefined;
}

async function outcomeOf({ quirk, apply }: Quirk, plain: Files): Promise<Outcome> {
  const document = plainCheckout();
  apply(document, CHECKOUT);
  const files = await generatedFor(document);
  const isSame = (name: string) => withoutNames(files.get(name) ?? '') === withoutNames(plain.get(name) ?? '');
  const isSameCode = ['operations.ts', 'schemas.ts', 'validators.ts', 'webhooks.ts'].every(isSame);
  const [before, now] = [plain, files].map((one) => meaningOf(one.get('openapi.json') ?? '{}')) as [Meaning, Meaning];
  const differing = (part: 'access' | 'rest') =>
    [...now].flatMap(([id, one]) => (one[part] === before.get(id)?.[part] ? [] : id));
  const [access, rest] = [differing('access'), differing('rest')];
  const names = (ids: string[]) => `(${ids.join('|') || 'none'}) `;
  // Where only the access differs, what it lets through and what it refuses; and in any case that there is no other operation.
  const patterns = [names(rest), `${names(access)}.* documented (2..|401) `, 'without credentials', 'the table covers'];
  return {
    ...{ quirk, files },
    contract: isSameCode && access.length + rest.length === 0 ? undefined : patterns.join('|'),
  };
}

/** All that a compiler sees of generated files: those that are the same here compile alike. */
function codeOf(files: Files): string {
  const printer = ts.createPrinter({ removeComments: true });
  const printed = [...files].flatMap(([name, text]) =>
    name.endsWith('.ts') ? printer.printFile(ts.createSourceFile(name, text, ts.ScriptTarget.Latest)) : [],
  );
  return printed.join('\n');
}

type Meaning = ReturnType<typeof meaningOf>;

/**
 * A whole document as a vendor may export it, through the overlay with what `--write-overlay` drafts for it, and with the one
 * action that a person added: "When the type check fails" has it.
 */
async function exportedDocument(folder: string): Promise<Outcome> {
  const overlay = join(folder, 'checkout.overlay.yaml');
  await cp('openapi/checkout.overlay.yaml', overlay);
  const generate = () => {
    const merged = merge(readSource('test/fixtures/vendor/export.yaml'), readSource(overlay), {
      base: readSource('openapi/checkout.yaml'),
    });
    return generateFrom('checkout', merged);
  };
  await expect(draftingOverlay(generate())).rejects.toThrow(
    /action 1 matches nothing[\s\S]*the request has no purchase\.amount/,
  );
  const written = await readFile(overlay, 'utf8');
  const drafted =
    parse(written).actions.length - parse(await readFile('openapi/checkout.overlay.yaml', 'utf8')).actions.length;
  expect(drafted, 'two operations kept, and a list of amounts emptied').toBe(3);
  const { required } = parse(await readFile('test/fixtures/vendor/export.yaml', 'utf8')).components.schemas.OrderView;
  const action = { target: '$.components.schemas.OrderView', update: { required: [...required, 'source'] } };
  await writeFile(overlay, `${written.trimEnd()}\n  - ${JSON.stringify(action)}\n`);
  const { files } = await generate();
  const ids = [...meaningOf(files.get('openapi.json') ?? '{}').keys()];
  const contract = `(${ids.join('|')}) |without credentials`;
  return { quirk: 'a whole document', files, contract };
}

async function writeGenerated(path: string, files: Files): Promise<void> {
  for (const [name, text] of files) await writeFile(join(path, 'generated', 'checkout', name), text);
}

const CONTRACT = ['every-operation.test.ts', 'refused-requests.test.ts'];

/** The repository as it would be with these generated files, as far as contract tests need it. */
async function tree(path: string, files: Files): Promise<void> {
  for (const part of ['src', 'generated', 'test/support', 'test/wire/contract']) {
    cpSync(part, join(path, part), { recursive: true });
  }
  // `src` reads the documents by the name of the package.
  await cp('package.json', join(path, 'package.json'));
  await writeGenerated(path, files);
  // One file, so that one worker loads the client once.
  const imports = CONTRACT.map((name) => `  await import('./${name}');\n`).join('');
  await writeFile(
    join(path, 'test/wire/contract/all.test.ts'),
    `import { describe } from 'vitest';\n\ndescribe('${basename(path)}', async () => {\n${imports}});\n`,
  );
  for (const name of CONTRACT) {
    const file = join(path, 'test/wire/contract', name);
    const text = await readFile(file, 'utf8');
    expect(text).toContain("inject('prism')");
    await writeFile(file, text.replaceAll("inject('prism')", `inject('prism')['${basename(path)}']`));
  }
}

/** A copy of these modules of the repository. */
async function copyModules(path: string, modules: readonly string[]): Promise<void> {
  for (const folder of new Set(modules.map(dirname))) await mkdir(join(path, folder), { recursive: true });
  for (const name of ['package.json', ...modules]) await copyFile(name, join(path, name));
}

function run(script: string, args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [resolve(script), ...args],
      { cwd, env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : 1, output: stdout + stderr });
      },
    );
  });
}

test('each accepted quirk leaves the types and the contract tests as they were', { timeout: 600_000 }, async () => {
  const plain = await generatedFor(plainCheckout());
  const all: Outcome[] = [];
  for (const quirk of QUIRKS) all.push(await outcomeOf(quirk, plain));
  await using temporary = await folder();
  const root = temporary.path;
  const whole = await exportedDocument(root);
  const isCompiled = new Set([codeOf(plain)]);
  const compiled = [...all, whole].flatMap(({ files }) => {
    const code = codeOf(files);
    if (isCompiled.has(code)) return [];
    isCompiled.add(code);
    return [files];
  });
  const tested = [...all, whole].filter(({ contract }) => contract !== undefined);
  // What does not come to the generated code of Checkout by its imports has the same types beside each tree: it is there once.
  const { dependents, others } = dependentsOf(join('generated', 'checkout'));
  const documents = globSync('generated/*/openapi.json');
  await copyModules(join(root, 'beside'), others);
  for (const [index, files] of compiled.entries()) {
    await copyModules(join(root, `types${index}`), [...dependents, ...documents]);
    await writeGenerated(join(root, `types${index}`), files);
  }
  for (const [index, { files }] of tested.entries()) await tree(join(root, `tree${index}`), files);
  await symlink(resolve('node_modules'), join(root, 'node_modules'), 'junction');
  await mkdir(join(root, 'openapi'));
  // Of a document of Paysera's own, contract tests do not expect the examples that ours have.
  const readme = await readFile('openapi/README.md', 'utf8');
  await writeFile(
    join(root, 'openapi/README.md'),
    readme.replace(/^(\| `checkout\.yaml` \| )transcribed/m, '$1vendor.json'),
  );
  const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8'));
  delete compilerOptions.paths;
  await writeFile(
    join(root, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...compilerOptions, rootDirs: [...compiled.map((_, index) => `types${index}`), 'beside'] },
      include: ['types*/**/*.ts', 'beside/**/*.ts'],
    }),
  );
  expect((await typeScript7(['-p', '.'], root)).slice(0, 4000)).toBe('');

  const recurring = documentOf('recurring-billing');
  const mocks = await Promise.all(
    tested.map(({ files }) => startPrism(0, [JSON.parse(files.get('openapi.json') ?? '{}'), recurring])),
  );
  const config = {
    testTimeout: 60_000,
    include: ['tree*/test/wire/contract/all.test.ts'],
    provide: { prism: Object.fromEntries(mocks.map(({ url }, index) => [`tree${index}`, url])) },
    testNamePattern: tested.map(({ contract }, index) => `^tree${index} > (${contract})`).join('|'),
  };
  // Node loads the client itself, in less time than vitest.
  await writeFile(
    join(root, 'vitest.config.mjs'),
    `const test = ${JSON.stringify(config)};
test.server = { deps: { external: [/[\\\\/](src|generated)[\\\\/]/] } };
export default { test };`,
  );
  const args = [
    'run',
    '--pool=threads',
    '--no-isolate',
    '--maxWorkers=2',
    '--reporter=json',
    '--outputFile=report.json',
  ];
  const contract = await run('node_modules/vitest/vitest.mjs', args, root);
  await Promise.all(mocks.map((mock) => mock.stop()));
  const { testResults } = JSON.parse(await readFile(join(root, 'report.json'), 'utf8')) as Report;
  const results = (tree: string, status: string) =>
    testResults
      .filter(({ name }) => name.includes(`/${tree}/`))
      .flatMap(({ assertionResults }) => assertionResults.filter((one) => one.status === status))
      .map(({ fullName }) => fullName);
  const ran = tested.map(({ quirk }, index) => {
    expect(results(`tree${index}`, 'failed'), quirk).toEqual([]);
    return { quirk, passed: results(`tree${index}`, 'passed').length };
  });
  expect(contract.code, contract.output.slice(-4000)).toBe(0);
  // Without a test that ran, nothing is proved: the table, and the access of each operation.
  for (const { quirk, passed } of ran) expect(passed, quirk).toBeGreaterThan(15);
  console.log(
    `${all.length} quirks and a whole document: ${compiled.length} have other types, which compile; ` +
      `${tested.length} went through contract tests (${ran.map(({ passed }) => passed).join(' + ')})`,
  );
});

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}
