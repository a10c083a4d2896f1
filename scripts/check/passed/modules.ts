import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { transformSync } from 'esbuild';

/** Modules of the package: importing one does nothing but define (`sideEffects` in package.json). */
const OF_PACKAGE = /^(src|generated)\//;
const CODE = /\.[cm]?[jt]s$/;
const OUTSIDE = /^(\.\.|node_modules|dist|reports)(\/|$)/;

type Names = readonly string[] | 'all';

/** What a module takes of another file, which may be one of the same names. */
interface Link {
  readonly path: string;
  readonly names: Names;
  /** For a module that only hands names on: those that it gives to who imports it, and what they are called there. */
  readonly handsOn?: ReadonlyMap<string, string> | 'all';
}

interface Module {
  readonly hash: string;
  readonly links: readonly Link[];
}

export const hashOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

const namesIn = (list: string) =>
  list
    .split(',')
    .filter(Boolean)
    .map((one) => one.split(' as ') as [string, string?]);

/** Gives the code of a module without its types, its comments and its white space. */
export type Strip = (source: string) => string;

export const strip: Strip = (source) =>
  transformSync(source, { loader: 'ts', minifyWhitespace: true, legalComments: 'none' }).code;

/**
 * The modules below `root`: what each leads to, and a hash of what it says. The comments and types of a module of the
 * package say nothing to the code that runs it.
 */
export class Modules {
  readonly #root: string;
  readonly #strip: Strip;
  readonly #modules = new Map<string, Module>();

  constructor(root = '.', stripped = strip) {
    this.#root = root;
    this.#strip = stripped;
  }

  /**
   * What running these files depends on, with a hash of each: the files, what they import, statically or not, and the files
   * that they name by their paths, such as a program that they start. A name that one module only hands on leads to where it
   * comes from.
   */
  reachedFrom(files: readonly string[]): ReadonlyMap<string, string> {
    const hashes = new Map<string, string>();
    const visited = new Set<string>();
    const visit = (path: string, names: Names) => {
      const wanted = names === 'all' ? ['*'] : names;
      const news = wanted.filter((name) => !visited.has(`${path} ${name}`));
      if (hashes.has(path) && (news.length === 0 || visited.has(`${path} *`))) return;
      for (const name of news) visited.add(`${path} ${name}`);
      const { hash, links } = this.#module(path);
      hashes.set(path, hash);
      for (const link of links) {
        if (!link.handsOn || !OF_PACKAGE.test(path)) visit(link.path, link.names);
        else if (names === 'all') visit(link.path, link.handsOn === 'all' ? 'all' : [...link.handsOn.values()]);
        else {
          const { handsOn } = link;
          const taken = handsOn === 'all' ? names : names.flatMap((name) => handsOn.get(name) ?? []);
          if (taken.length > 0) visit(link.path, taken);
        }
      }
    };
    for (const file of files) visit(file, 'all');
    return hashes;
  }

  #module(path: string): Module {
    let module = this.#modules.get(path);
    if (!module) {
      const source = readFileSync(join(this.#root, path));
      module = CODE.test(path) ? this.#parsed(path, source.toString()) : { hash: hashOf(source), links: [] };
      this.#modules.set(path, module);
    }
    return module;
  }

  #parsed(path: string, source: string): Module {
    const code = this.#strip(source);
    const links: Link[] = [];
    const rest = code.replaceAll(
      /\b(import|export)(?:\{([^{}]*)\}|\*)?(?:from)?"([^"]+)"/g,
      (statement, kind: string, list: string | undefined, specifier: string) => {
        const target = this.#existing(path, specifier);
        if (target === undefined) return statement;
        const pairs = list === undefined ? undefined : namesIn(list);
        if (kind === 'export') {
          const handsOn = pairs ? new Map(pairs.map(([name, as = name]) => [as, name])) : 'all';
          links.push({ path: target, names: 'all', handsOn });
        } else if (pairs || !OF_PACKAGE.test(target)) {
          links.push({ path: target, names: pairs?.map(([name]) => name) ?? 'all' });
        }
        return '';
      },
    );
    // All other imports, and paths.
    for (const [, named = ''] of rest.matchAll(/["']([\w./@-]+\.\w+)["']/g)) {
      const target = this.#existing(path, named);
      if (target !== undefined) links.push({ path: target, names: 'all' });
    }
    return { hash: hashOf(OF_PACKAGE.test(path) ? code : source), links };
  }

  /** The file that a module at `path` means: beside itself, or from the root. */
  #existing(path: string, named: string): string | undefined {
    const file = normalize(named.startsWith('.') ? join(dirname(path), named) : named).replaceAll('\\', '/');
    if (OUTSIDE.test(file) || !existsSync(join(this.#root, file))) return undefined;
    return statSync(join(this.#root, file)).isFile() ? file : undefined;
  }
}
