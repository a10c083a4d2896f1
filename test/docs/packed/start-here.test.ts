import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { codeBlocks, pages, printedLike } from '../../support/code-blocks.ts';
import { tarball } from '../../support/tarball.ts';

const run = promisify(execFile);
const NONE_OF_OURS = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (name.startsWith('PAYSERA_') ? [[name, undefined]] : [])),
);

// The page is for a shell; Windows' own has other words for `mkdir -p`.
test.skipIf(process.platform === 'win32')(
  'following “Start here” word for word in an empty folder with the packed package creates a payment',
  { timeout: 180_000 },
  async () => {
    const page = (await pages()).get('docs/start-here.md') ?? '';
    const home = await mkdtemp(join(tmpdir(), 'paysera-start-'));
    const packed = await tarball(join(home, 'package'));
    let folder = join(home, 'somewhere');
    await mkdir(folder);
    let promised = '';
    let printed = '';
    for (const { language, code, file, prints } of codeBlocks('docs/start-here.md', page)) {
      if (prints !== undefined) promised = prints;
      if (language === 'ts' && file) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), code);
      } else if (language === 'sh') {
        // As a shell that stays open: the next block goes on in the folder where this one ended.
        const { stdout } = await run(
          'sh',
          ['-ec', `${code.replace('install paysera-client', `install ${packed}`)}\npwd`],
          {
            cwd: folder,
            // What a machine needs to reach its registry, and no credentials of ours.
            env: { ...process.env, ...NONE_OF_OURS, npm_config_prefer_offline: 'true' },
          },
        );
        const lines = stdout.trimEnd().split('\n');
        folder = lines.pop() ?? folder;
        printed = lines.join('\n');
      }
    }
    expect(printed).toMatch(printedLike(promised || 'nothing: the page says nothing'));
    await rm(home, { recursive: true, force: true });
  },
);
