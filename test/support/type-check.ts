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
  return (folder, files, json) => {
    const { options, errors } = compiler.convertCompilerOptionsFromJson(json, folder);
    const host = hostOf(options);
    host.getCurrentDirectory = () => folder;
    const paths = files.map((file) => join(folder, file));
    const program = compiler.createProgram(paths, options, host);
    const checked = program.getSourceFiles().filter(({ fileName }) => !isLibrary(fileName));
    const found = [
      ...errors,
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...checked.flatMap((source) => [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ]),
    ];
    return compiler.formatDiagnostics(found, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => folder,
      getNewLine: () => '\n',
    });
  };
}
