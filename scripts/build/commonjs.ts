import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Makes every entry loadable by `require`, with types: a script of one line that requires the ES module, so that both
 * ways of loading share one copy of the code and of its state. There is one copy of the declarations as well, in
 * CommonJS form. An ES module may take its types from a CommonJS declaration; TypeScript's `node16` setting refuses the
 * other way round.
 */
export async function writeCommonJs(dist: string, entries: readonly string[]): Promise<void> {
  const declarations = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  await Promise.all(
    declarations.map(async (name) => {
      const file = join(dist, name);
      await writeFile(file.replace(/\.d\.ts$/, '.d.cts'), inCommonJs(await readFile(file, 'utf8')));
      await rm(file);
    }),
  );
  await Promise.all(
    entries.flatMap((entry) => [
      writeFile(join(dist, `${entry}.cjs`), `'use strict';\nmodule.exports = require('./${basename(entry)}.js');\n`),
      writeFile(join(dist, `${entry}.d.ts`), `export * from './${basename(entry)}.cjs';\n`),
    ]),
  );
}

/** Declarations whose own imports name `.cjs` files, and which take the types of a dependency from its ES modules. */
function inCommonJs(declarations: string): string {
  return declarations
    .replaceAll(/^((?:import|export)\b.* from "\.[^"]*)\.js";$/gm, '$1.cjs";')
    .replaceAll(/^import (?:type )?(.* from "[^".][^"]*");$/gm, "import type $1 with { 'resolution-mode': 'import' };");
}
