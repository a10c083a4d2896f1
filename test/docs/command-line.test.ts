import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type CodeBlock, codeBlocks, pages, printedLike, repository, workshop } from '../support/code-blocks.ts';
import { COMPILED } from '../support/compiled.ts';

const run = promisify(execFile);
const commands = [...(await pages())]
  .flatMap(([page, markdown]) => codeBlocks(page, markdown))
  .filter(({ language, code, prints }) => language === 'sh' && code.includes('npx paysera') && prints !== undefined);
const { folder } = await workshop('commands');

describe('the command line prints the output that the docs show', () => {
  test.skipIf(process.platform === 'win32').each(commands.map((block): [string, CodeBlock] => [block.at, block]))(
    '%s',
    async (_, { code, prints = '' }) => {
      const main = join(repository, 'src', 'cli', 'main.ts');
      const line = code.replaceAll('npx paysera', `"${process.execPath}" "${main}"`);
      const printed = await run('sh', ['-c', line], {
        cwd: folder,
        env: { ...COMPILED, PATH: process.env['PATH'], NO_COLOR: '1' },
      }).catch((error: { stdout: string }) => error);
      expect(printed.stdout).toMatch(printedLike(prints));
    },
  );
});
