import { execFileSync } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A copy of this repository, as it stands in the working folder, to regenerate in. */
export async function repositoryCopy(path: string): Promise<string> {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.split('\n').filter(Boolean)) {
    await mkdir(join(path, dirname(file)), { recursive: true });
    await cp(file, join(path, file)).catch(() => undefined);
  }
  await symlink(resolve('node_modules'), join(path, 'node_modules'), 'junction');
  return path;
}
