import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../test/support/tarball.ts';

/** The file that the task `pack` writes. */
export const PACKED: string = join('reports', 'package');

/** Packs the package as it would be published, with the existing `dist`, under a name without its version. */
export async function pack(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const name = await npm(['pack', '--ignore-scripts', '--pack-destination', folder], '.');
  const tarball = tarballIn(folder);
  await rename(join(folder, name.trim()), tarball);
  return tarball;
}

export function tarballIn(folder: string): string {
  return join(folder, 'paysera-client.tgz');
}

if (import.meta.main) await pack(PACKED);
