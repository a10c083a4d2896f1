import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';
import { isLibrary, sharedLibraries } from '../../scripts/api/compiler-host.ts';

/** Type-checks files and every declaration that they reach; gives what is wrong, nothing when all is well. */
export type Check = (folder: string, files: readonly string[], options: object) => string;

/** The compiler of that package name, in this process: several times cheaper than a process for each project. */
export function typeCheck(compilerName: string): Check {
  const compiler: typeof ts = createRequire(import.meta.url)(compilerName);
  const hostOf = sharedLibraries(compiler);
  /** What is wrong in the declarations of other packages, by file and by how it and all it may refer to are read. */
  const ofOthers = new Map<string, readonly ts.Diagnostic[]>();
  return (folder, files, json) => {
    const { options, errors } = compiler.convertCompilerOptionsFromJson(json, folder);
    const host = hostOf(options);
    host.getCurrentDirectory = () => folder;
    const paths = files.map((file) => join(folder, file));
    const program = compiler.createProgram(paths, options, host);
    const checked = program.getSourceFiles().filter(({ fileName }) => !isLibrary(fileName));
    const diagnosticsOf = (source: ts.SourceFile) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    const others = program.getSourceFiles().filter(isOfAnother);
    const readAs = JSON.stringify([
      others.map(({ fileName, impliedNodeFormat }) => [fileName, impliedNodeFormat]),
      { ...options, module: undefined, moduleResolution: undefined },
    ]);
    // The same declarations, read in the same way, are not checked again for another project: they know nothing of it.
    const ofAnother = (source: ts.SourceFile) => {
      const key = `${source.fileName} ${readAs}`;
      const known = ofOthers.get(key) ?? diagnosticsOf(source);
      ofOthers.set(key, known);
      return known;
    };
    const found = [
      ...errors,
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...checked.flatMap((source) => (isOfAnother(source) ? ofAnother(source) : diagnosticsOf(source))),
    ];
    return compiler.formatDiagnostics(found, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => folder,
      getNewLine: () => '\n',
    });
  };
}

/** Whether it is a declaration of another package than ours. */
function isOfAnother({ fileName }: ts.SourceFile): boolean {
  return fileName.includes('/node_modules/') && !fileName.includes('/node_modules/paysera-client/');
}
