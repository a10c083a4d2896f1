import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../test/support/tarball.ts';

const FOLDER = join('reports', 'package');

/** The package as it would be published, under a name that does not change with its version. */
export const TARBALL: string = join(FOLDER, 'paysera-client.tgz');

if (import.meta.main) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const printed = await npm(['pack', '--ignore-scripts', '--pack-destination', FOLDER], '.');
  await rename(join(FOLDER, printed.trim()), TARBALL);
}
