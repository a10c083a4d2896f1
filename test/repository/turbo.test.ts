import { readFile } from 'node:fs/promises';
import { dirname, join, matchesGlob, normalize, sep } from 'node:path';
import { expect, test } from 'vitest';

/** The files a module brings with it, itself first, by their path in the repository. */
async function filesOf(module: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(module)) return [];
  seen.add(module);
  const source = await readFile(module, 'utf8');
  for (const [, specifier = ''] of source.matchAll(/^(?:(?:import|export) .*|} )from '(\.[^']+)';$/gm)) {
    await filesOf(normalize(join(dirname(module), specifier)), seen);
  }
  return [...seen].map((file) => file.replaceAll(sep, '/'));
}

test('turbo generates anew when any file that generation runs has changed', async () => {
  const { tasks } = JSON.parse(await readFile('turbo.json', 'utf8')) as { tasks: Record<string, { inputs: string[] }> };
  const used = await filesOf('scripts/generate/index.ts');
  expect(used.length).toBeGreaterThan(10);
  const unlisted = used.filter((file) => !tasks['generate:check']?.inputs.some((input) => matchesGlob(file, input)));
  expect(unlisted).toEqual([]);
});
