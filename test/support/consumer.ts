import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, tarball } from './tarball.ts';

/** An empty project of somebody else's, with the packed package installed as a user installs it. */
export async function consumer(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'paysera-consumer-'));
  const folder = join(home, 'project');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // What `npm ci` left in the cache is enough: no network is needed for it.
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', await tarball(join(home, 'package'))], folder);
  return { folder, remove: () => rm(home, { recursive: true, force: true }) };
}
