import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The modules with types of the client, in two parts: those that come to the code of a folder by their imports, and the rest. */
export function dependentsOf(folder: string): { readonly dependents: string[]; readonly others: string[] } {
  const imports = new Map(
    globSync('{src,generated,test/types}/**/*.ts').map((file) => [file, importsOf(file)] as const),
  );
  const dependents = new Set([...imports.keys()].filter((file) => file.startsWith(folder)));
  let known = -1;
  while (known !== dependents.size) {
    known = dependents.size;
    for (const [file, imported] of imports) {
      if (imported.some((one) => one.startsWith(folder) || dependents.has(one))) dependents.add(file);
    }
  }
  return { dependents: [...dependents], others: [...imports.keys()].filter((file) => !dependents.has(file)) };
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith('.')) return join(dirname(file), fileName);
    // By the package's own name, only documents are read.
    const document = /^paysera-client\/openapi\/(.+)\.json$/.exec(fileName)?.[1];
    return document === undefined ? [] : join('generated', document, 'openapi.json');
  });
}
