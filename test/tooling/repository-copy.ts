import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A copy of this repository, as it stands in the working folder, to regenerate in. */
export async function repositoryCopy(path: string): Promise<string> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  const files = listed.split('\n').filter(Boolean);
  for (const folder of new Set(files.map(dirname))) await mkdir(join(path, folder), { recursive: true });
  // One that was deleted is still listed.
  for (const file of files) await copyFile(file, join(path, file)).catch(() => undefined);
  await symlink(resolve('node_modules'), join(path, 'node_modules'), 'junction');
  return path;
}
