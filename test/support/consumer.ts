import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, tarball } from './tarball.ts';

/** A project, and what is installed in it. */
export interface Consumer {
  readonly folder: string;
  readonly tarball: string;
  remove(): Promise<void>;
}

/** An empty project of somebody else's, with the packed package installed as a user installs it. */
export async function consumer(): Promise<Consumer> {
  const home = await mkdtemp(join(tmpdir(), 'paysera-consumer-'));
  const folder = join(home, 'project');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // What `npm ci` left in the cache is enough: no network is needed for it.
  const packed = await tarball(join(home, 'package'));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', packed], folder);
  return { folder, tarball: packed, remove: () => rm(home, { recursive: true, force: true }) };
}
