import { readFile } from 'node:fs/promises';

// Imports nothing that is installed: the release asks this before it installs anything.

/** What the changelog says of a version; undefined until its heading has a date: `## 1.2.0, 2027-01-31`. */
export function releaseNotes(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${version}, `));
  const [, date, notes] = /^\S+, (.+?)\n(.*)$/s.exec(section ?? '') ?? [];
  return date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? notes?.trim() : undefined;
}

async function main(): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const notes = releaseNotes(await readFile('CHANGELOG.md', 'utf8'), version);
  if (notes) return console.log(notes);
  console.error(`CHANGELOG.md has no dated section of ${version}, so it is not to be released.`);
  process.exitCode = 1;
}

if (import.meta.main) await main();
