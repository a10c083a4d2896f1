import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/cli/suggest.ts';
import { paysera, payseraProcess } from './run-cli.ts';

const COMMANDS = ['doctor', 'explain-mac', 'explain-webhook', 'drift', 'sandbox'];

describe('the command line', { timeout: 60_000 }, () => {
  test('teaches: every command has a help with its exit codes, and an example or the form of its input', async () => {
    const { stdout } = await paysera(['--help']);
    for (const command of COMMANDS) {
      expect(stdout).toContain(`  ${command}`);
      const help = await paysera([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: paysera ${command}`));
      expect(help.stdout).toMatch(/\nExit: 0 /);
    }
  });

  test('without a command prints the help and exits 2', async () => {
    expect(await payseraProcess([])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Usage: paysera <command>'),
    });
  });

  test('completes a mistyped command and a mistyped option', async () => {
    expect(await paysera(['docter'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'docter is not a command. Did you mean doctor?\n',
    });
    expect(await paysera(['doctor', '--calback', 'x'])).toEqual({
      code: 2,
      stdout: '',
      stderr: '--calback is not an option of doctor. Did you mean --callback?\n',
    });
    expect((await paysera(['refund'])).stderr).toBe(
      `refund is not a command. Expected one of: ${COMMANDS.join(', ')}.\n`,
    );
  });

  test('prints no colours into a pipe, also with a terminal in TERM', async () => {
    const { stdout } = await paysera(['doctor', '--callback', 'http://shop.example'], {
      env: { TERM: 'xterm-256color' },
    });
    expect(stdout).not.toContain('\u001b');
  });

  test('knows its version', async () => {
    expect((await payseraProcess(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('a suggestion is near, or there is none', () => {
  expect(suggest('explain', COMMANDS)).toBe('explain-mac');
  expect(suggest('explain-webhok', COMMANDS)).toBe('explain-webhook');
  expect(suggest('dotcor', COMMANDS)).toBe('doctor');
  expect(suggest('drfit', COMMANDS)).toBe('drift');
  expect(suggest('capture', COMMANDS)).toBeUndefined();
  expect(suggest('', COMMANDS)).toBeUndefined();
});
