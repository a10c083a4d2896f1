import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BuildError } from './document.ts';

/** Parses the arguments of a script. With `--help` or `-h`, prints the help and returns `undefined`. */
export function parseCommandLine<Config extends ParseArgsConfig & { readonly args: string[] }>(
  help: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> | undefined {
  if (!config.args.some((argument) => argument === '--help' || argument === '-h')) return parseArgs(config);
  console.log(help);
  return undefined;
}

/** @throws {BuildError} unless there is exactly one document. */
export function onlyDocument(command: string, positionals: readonly string[]): string {
  const [document, ...more] = positionals;
  if (document !== undefined && more.length === 0) return document;
  throw new BuildError(`${command} expects one URL or file; --help shows how.`);
}
