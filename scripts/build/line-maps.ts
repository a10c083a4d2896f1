import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/**
 * Leaves one place per line of a source in each source map: what a stack trace and a breakpoint need. A place for each
 * name and bracket would add a twentieth to the package. The sources in the maps keep their lines, without the docstrings:
 * those are in the declarations.
 */
export async function writeLineMaps(dist: string): Promise<void> {
  const maps = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js.map'));
  await Promise.all(
    maps.map(async (name) => {
      const file = join(dist, name);
      const map = JSON.parse(await readFile(file, 'utf8')) as { mappings: string; sourcesContent?: string[] };
      const { mappings, sourcesContent } = map;
      const sources = sourcesContent && { sourcesContent: sourcesContent.map(withoutDocstrings) };
      await writeFile(file, JSON.stringify({ ...map, mappings: byLine(mappings), ...sources }));
    }),
  );
}

/** The mappings with a segment only where the line of the source changes, and at the start of each generated line. */
function byLine(mappings: string): string {
  return encode(decode(mappings).map((line) => line.filter((segment, index) => !isSameLine(segment, line[index - 1]))));
}

function isSameLine(segment: SourceMapSegment, before: SourceMapSegment | undefined): boolean {
  return before !== undefined && before[1] === segment[1] && before[2] === segment[2];
}

/** The source with an empty line for each line of a docstring. */
function withoutDocstrings(source: string): string {
  return source.replaceAll(/^[ \t]*\/\*\*.*?\*\/$/gms, (docstring) => docstring.replaceAll(/[^\n]/g, ''));
}
