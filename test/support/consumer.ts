import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, tarball } from './tarball.ts';

/** An empty project of somebody else's, with the packed package installed as a user installs it. */
export async function consumer(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'paysera-consumer-'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // What `npm ci` left in the cache is enough: no network is needed for it.
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', await tarball()], folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
