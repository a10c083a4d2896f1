import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';
import { isLibrary, sharedLibraries } from '../../scripts/api/compiler-host.ts';

/** Type-checks one file and every declaration that it reaches; gives what is wrong, nothing when all is well. */
export type Check = (folder: string, file: string, options: object) => string;

/** The compiler of that package name, in this process: several times cheaper than a process for each project. */
export function typeCheck(compilerName: string): Check {
  const compiler: typeof ts = createRequire(import.meta.url)(compilerName);
  const hostOf = sharedLibraries(compiler);
  return (folder, file, json) => {
    const { options, errors } = compiler.convertCompilerOptionsFromJson(json, folder);
    const host = hostOf(options);
    host.getCurrentDirectory = () => folder;
    const program = compiler.createProgram([join(folder, file)], options, host);
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
