import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payseraProcess } from './run-cli.ts';

let folder: string;
const MAC = ['GET', 'https://checkout-eu-a.paysera.com/a', '--ts', '1343811600', '--nonce', 'n'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paysera-env-file-'));
  await writeFile(
    join(folder, 'shop.env'),
    '# of the shop\nPAYSERA_MAC_ID="from-file"\nexport PAYSERA_MAC_KEY=key-of-file\n',
  );
  await mkdir(join(folder, 'a-folder'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('--env-file', { timeout: 60_000 }, () => {
  test.each([['--env-file', 'shop.env'], ['--env-file=shop.env']])(
    'provides a command with its credentials: %s %s',
    async (...option) => {
      const args = option.map((word) => word.replace('shop.env', join(folder, 'shop.env')));
      const { code, stdout, stderr } = await payseraProcess(['explain-mac', ...MAC, ...args]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Authorization: MAC id="from-file"');
      expect(stdout).not.toContain('key-of-file');
    },
  );

  test('yields to the environment, as Node’s own option does', async () => {
    const { stdout } = await payseraProcess(['explain-mac', ...MAC, '--env-file', join(folder, 'shop.env')], {
      env: { PAYSERA_MAC_ID: 'from-environment' },
    });
    expect(stdout).toContain('MAC id="from-environment"');
  });

  test('is required for any file to be read', async () => {
    await writeFile(join(folder, '.env'), 'PAYSERA_MAC_KEY=of-the-folder\n');
    const { code, stderr } = await payseraProcess(['explain-mac', ...MAC], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^PAYSERA_MAC_KEY is not set\. .*--env-file/);
  });

  test('names a missing file, or a folder, in the error, and nothing is done', async () => {
    // Of a missing file Node itself complains, before the command begins.
    const missing = await payseraProcess(['explain-mac', ...MAC, '--env-file', join(folder, 'no-such.env')]);
    expect(missing.code).not.toBe(0);
    expect(missing).toMatchObject({ stdout: '', stderr: expect.stringContaining('no-such.env') });
    const none = await payseraProcess(['explain-mac', ...MAC, '--env-file', join(folder, 'a-folder')]);
    expect(none.code).not.toBe(0);
    expect(none).toMatchObject({ stdout: '', stderr: expect.stringContaining('a-folder') });
  });

  test('works with doctor, which suggests it when credentials are missing, as does every help that names credentials', async () => {
    const { code, stderr } = await payseraProcess(['doctor']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^No credentials: .*--env-file/);
    await writeFile(join(folder, 'half.env'), 'PAYSERA_CLIENT_ID=a\n');
    expect((await payseraProcess(['doctor', '--env-file', join(folder, 'half.env')])).stderr).toBe(
      'PAYSERA_CLIENT_SECRET is not set, but PAYSERA_CLIENT_ID is. Set both.\n',
    );
    for (const command of ['doctor', 'explain-mac', 'explain-webhook']) {
      expect((await payseraProcess([command, '--help'])).stdout).toMatch(/\n {2}--env-file FILE /);
    }
    expect((await payseraProcess(['--help'])).stdout).toContain('--env-file');
  });
});
