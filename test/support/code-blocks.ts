import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { COMPILED } from './compiled.ts';
import { typeScript7 } from './typescript-7.ts';

const run = promisify(execFile);
export const repository: string = join(import.meta.dirname, '..', '..');

/** A fenced block of a page. */
export interface CodeBlock {
  /** `docs/start-here.md:31`, so that a failure names the place. */
  readonly at: string;
  readonly language: string;
  readonly code: string;
  /** A path in a comment on its first line: the file it stands for, which blocks after it on the page can import. */
  readonly file: string | undefined;
  /** The `text` block that follows at once: what it prints. `…` stands for anything within a line. */
  readonly prints: string | undefined;
}

const FENCE = /^(?<indent> *)```(?<info>[^\n`]*)\n(?<code>.*?)^\k<indent>```$/gms;

/** The blocks of a page in their order. What a block prints belongs to it, and is none itself. */
export function codeBlocks(page: string, markdown: string): CodeBlock[] {
  const found = [...markdown.matchAll(FENCE)].map((match) => {
    const { indent = '', info = '', code = '' } = match.groups ?? {};
    const end = match.index + match[0].length;
    const flush = indent === '' ? code : code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    return { start: match.index, end, language: info.split(/[\s{]/)[0] ?? '', code: flush };
  });
  return found.flatMap(({ start, end, language, code }, index) => {
    const isOutput = (at: number) =>
      found[at]?.language === 'text' &&
      markdown.slice(found[at - 1]?.end, found[at].start).trim() === '' &&
      found[at - 1]?.language !== 'text';
    if (isOutput(index)) return [];
    const prints = isOutput(index + 1) && end < markdown.length ? found[index + 1]?.code : undefined;
    const at = `${page}:${markdown.slice(0, start).split('\n').length}`;
    const file = /^(?:\/\/|#) ([\w./-]+\.\w+)(?::.*)?\n/.exec(code)?.[1];
    return [{ at, language, code, file, prints }];
  });
}

/** The commands that a page gives to be typed, one a line. */
export function shellCommands(page: string, markdown: string): string[] {
  const blocks = codeBlocks(page, markdown).filter(({ language }) => language === 'sh');
  return blocks.flatMap(({ code }) => code.trim().split('\n'));
}

/** The pages people read, by their path in the repository. */
export async function pages(): Promise<Map<string, string>> {
  const docs = (await readdir(join(repository, 'docs'))).filter((name) => name.endsWith('.md'));
  const names = ['README.md', ...docs.map((name) => `docs/${name}`)];
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, string]> => [name, await readFile(join(repository, name), 'utf8')]),
    ),
  );
}

/** A folder in which the package is this repository's source, and its development dependencies can be imported. */
export async function workshop(name: string): Promise<Workshop> {
  const folder = join(repository, 'reports', 'blocks', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { folder };
}

export interface Workshop {
  readonly folder: string;
}

/** Writes the blocks into the workshop, a folder for each page, and gives the file of each. */
export async function place({ folder }: Workshop, blocks: readonly CodeBlock[]): Promise<Map<CodeBlock, string>> {
  const files = new Map<CodeBlock, string>();
  for (const block of blocks) {
    const [page = '', line] = block.at.split(':');
    const name = block.file ?? `line-${line}.${block.language}`;
    const file = join(folder, page.replaceAll(/[/.]/g, '-'), name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, block.code);
    files.set(block, file);
  }
  return files;
}

/** What a user imports, and the source that stands for it. */
export const SOURCES: Readonly<Record<string, string>> = {
  'paysera-client': 'src/index.ts',
  'paysera-client/webhooks': 'src/webhooks/index.ts',
  'paysera-client/billing': 'src/billing/index.ts',
  'paysera-client/opentelemetry': 'src/opentelemetry/opentelemetry.ts',
  'paysera-client/redis': 'src/redis/index.ts',
  'paysera-client/sql': 'src/sql/index.ts',
  'paysera-client/testing': 'src/testing/index.ts',
  'paysera-client/undici': 'src/undici/undici-fetch.ts',
  'paysera-client/sandbox': 'src/sandbox/index.ts',
};

/** What the strict type checker says of everything in the workshop; nothing when all is well. */
export async function complaints({ folder }: Workshop): Promise<string> {
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023', 'DOM', 'DOM.Iterable'], module: 'NodeNext', jsx: 'preserve', noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true },
    ...{ skipLibCheck: true, allowImportingTsExtensions: true, moduleDetection: 'force', types: ['node'] },
    typeRoots: [join(repository, 'node_modules', '@types')],
    paths: Object.fromEntries(Object.entries(SOURCES).map(([name, file]) => [name, [join(repository, file)]])),
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*'] }));
  return typeScript7(['-p', '.'], folder);
}

/** Runs a placed block. `hosts` are what stands in for Paysera's own; the block itself stays untouched. */
export async function printedBy(
  { folder }: Workshop,
  file: string,
  hosts: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const register = await registration(folder, hosts);
  const { stdout } = await run(process.execPath, ['--import', register, file], {
    cwd: dirname(file),
    env: { ...COMPILED, PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    timeout: 30_000,
  });
  return stdout;
}

/** Writes what a process imports first, so that it imports the source, and calls `hosts` in the place of Paysera's own. */
export async function registration(folder: string, hosts: Readonly<Record<string, string>>): Promise<string> {
  const register = join(folder, 'register.mjs');
  await writeFile(
    register,
    `import { registerHooks } from 'node:module';
const sources = ${JSON.stringify(SOURCES)};
registerHooks({
  resolve: (specifier, context, next) =>
    next(sources[specifier] ? ${JSON.stringify(pathToFileURL(`${repository}/`).href)} + sources[specifier] : specifier, context),
});
const hosts = ${JSON.stringify(hosts)};
const { fetch } = globalThis;
globalThis.fetch = async (url, init) => {
  const asked = String(url?.url ?? url);
  const [from, to] = Object.entries(hosts).find(([from]) => asked.startsWith(from)) ?? ['', ''];
  const answer = await fetch(asked.replace(from, to), init);
  if (from === '') return answer;
  // The stand-in gives addresses of its own; the client takes Paysera's only.
  const { status, headers } = answer;
  return new Response((await answer.text()).replaceAll(to, from), { status, headers });
};`,
  );
  return register;
}

/** What is said to be printed, as an expression for what is. */
export function printedLike(expected: string): RegExp {
  const lines = expected.trimEnd().split('\n');
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${lines.map((line) => line.split('…').map(literal).join('.*')).join('\\n')}\\n?$`);
}
