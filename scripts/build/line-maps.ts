import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/**
 * Leaves one place per line of a source in each source map: what a stack trace and a breakpoint need. A place for each
 * name and bracket would add a twentieth to the package. The sources in the maps keep their lines, but those that become no
 * code are empty: docstrings, types and imports. A map without any place is left out.
 */
export async function writeLineMaps(dist: string): Promise<void> {
  const maps = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js.map'));
  await Promise.all(
    maps.map(async (name) => {
      const file = join(dist, name);
      const map = JSON.parse(await readFile(file, 'utf8')) as { mappings: string; sourcesContent?: string[] };
      if (/^;*$/.test(map.mappings)) return removeMap(file);
      const sourcesContent = map.sourcesContent?.map(withoutErased);
      await writeFile(file, JSON.stringify({ ...map, mappings: byLine(map.mappings), sourcesContent }));
    }),
  );
}

async function removeMap(file: string): Promise<void> {
  const script = file.slice(0, -'.map'.length);
  const code = await readFile(script, 'utf8');
  await writeFile(script, code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, ''));
  await rm(file);
}

/** The mappings with a segment only where the line of the source changes, and at the start of each generated line. */
function byLine(mappings: string): string {
  return encode(decode(mappings).map((line) => line.filter((segment, index) => !isSameLine(segment, line[index - 1]))));
}

function isSameLine(segment: SourceMapSegment, before: SourceMapSegment | undefined): boolean {
  return before !== undefined && before[1] === segment[1] && before[2] === segment[2];
}

const DOCSTRING = /^[ \t]*\/\*\*.*?\*\/$/gms;
const IMPORT = /^import\b[^;]*;$/gm;
/** Up to the next line that is neither indented nor a closing brace. */
const TYPE = /^(?:export )?(?:interface|type) .*(?:\n(?:[ }].*)?)*/gm;

/** The source with an empty line for each line that becomes no code. */
function withoutErased(source: string): string {
  return [DOCSTRING, IMPORT, TYPE].reduce(
    (text, erased) => text.replaceAll(erased, (part) => part.replaceAll(/[^\n]/g, '')),
    source,
  );
}
