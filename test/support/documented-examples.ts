import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { codeBlocks, SOURCES } from './code-blocks.ts';
import { typeScript7 } from './typescript-7.ts';

/** The TypeScript examples of a page, by the name in their first line: `// express.ts: …`. */
export async function examplesOf(page: string): Promise<Map<string, string>> {
  const text = await readFile(page, 'utf8');
  const examples = new Map<string, string>();
  for (const { language, file: name, code } of codeBlocks(page, text)) {
    if (language !== 'ts') continue;
    if (!name) throw new Error(`${page}: an example without a name in its first line:\n${code}`);
    if (examples.has(name)) throw new Error(`${page}: two examples are named ${name}`);
    examples.set(name, code);
  }
  return examples;
}

/** Examples in a folder of their own, as files that the compiler and Node can read. */
export class ExampleFolder {
  readonly path: string;
  readonly #files: string[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  /** In the repository, so that packages are found. `beside` are the files that the examples leave to the reader. */
  static async create(
    examples: ReadonlyMap<string, string>,
    beside: Readonly<Record<string, string>>,
  ): Promise<ExampleFolder> {
    const path = resolve(await mkdtemp('.examples-'));
    const folder = new ExampleFolder(path);
    for (const [name, code] of [...examples, ...Object.entries(beside)]) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
      folder.#files.push(name);
      await writeFile(file.replace(/\.ts$/, '.js'), folder.#toJavaScript(file, code));
      // The reader's own files are one file, wherever an example stands.
      for (const own of [...Object.keys(beside), 'handler.ts']) {
        if (dirname(file) === path) continue;
        for (const kind of [own, own.replace(/\.ts$/, '.js')]) {
          await symlink(join(path, kind), join(dirname(file), kind)).catch(() => {});
        }
      }
    }
    return folder;
  }

  /** Type-checks all of it under the strictest settings; gives what the compiler says, nothing when all is well. */
  async typeCheck(): Promise<string> {
    const paths = Object.fromEntries(Object.entries(SOURCES).map(([name, file]) => [name, [`../${file}`]]));
    const config = {
      extends: '../tsconfig.json',
      compilerOptions: { paths, experimentalDecorators: true, emitDecoratorMetadata: true, preserveSymlinks: false },
      // Named one by one: a folder with a leading dot matches no pattern.
      include: [],
      files: this.#files,
    };
    await writeFile(join(this.path, 'tsconfig.json'), JSON.stringify(config));
    return typeScript7(['-p', '.'], this.path);
  }

  async import(name: string): Promise<Record<string, unknown>> {
    return (await import(join(this.path, name.replace(/\.ts$/, '.js')))) as Record<string, unknown>;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  #toJavaScript(file: string, code: string): string {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        rewriteRelativeImportExtensions: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    });
    return outputText.replaceAll(/from '(paysera-client[\w/-]*)'/g, (_, name: string) => {
      const entry = SOURCES[name];
      if (!entry) throw new Error(`${file} imports ${name}, which the package does not export`);
      return `from '${relative(dirname(file), resolve(entry))}'`;
    });
  }
}
