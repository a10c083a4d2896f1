import type ts from 'typescript';

/**
 * A compiler host that parses the declarations of the language and of Node once for all its programs: most of the work.
 * Docstrings are parsed as far as the command line of the compiler does, unless they are asked for.
 */
export function sharedLibraries(
  compiler: typeof ts,
  jsDocParsingMode = compiler.JSDocParsingMode.ParseForTypeErrors,
): (options: ts.CompilerOptions) => ts.CompilerHost {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return (options) => {
    const host = Object.assign(compiler.createCompilerHost(options), { jsDocParsingMode });
    const { getSourceFile } = host;
    host.getSourceFile = (name, languageVersion, ...rest) => {
      if (!isLibrary(name)) return getSourceFile(name, languageVersion, ...rest);
      // The same file is read as CommonJS or as an ES module, by the setting.
      const key = JSON.stringify([name, languageVersion]);
      if (!parsed.has(key)) parsed.set(key, getSourceFile(name, languageVersion, ...rest));
      return parsed.get(key);
    };
    return host;
  };
}

/** Declarations of the language and of Node, which are their makers' to check. */
export function isLibrary(file: string): boolean {
  return /\/lib\/lib\.[\w.]*d\.ts$|\/node_modules\/(?:@types\/node|undici-types)\//.test(file);
}
