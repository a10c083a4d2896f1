import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/errors/suggest.ts';
import { paysera, payseraProcess } from './run-cli.ts';

const COMMANDS = ['doctor', 'explain-mac', 'explain-webhook', 'drift', 'sandbox'];

describe('the command line', { timeout: 60_000 }, () => {
  test('has help for every command, with its exit codes and an example or the format of its input', async () => {
    const { stdout } = await paysera(['--help']);
    for (const command of COMMANDS) {
      expect(stdout).toContain(`  ${command}`);
      const help = await paysera([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: paysera ${command}`));
      expect(help.stdout).toMatch(/\nExit: 0 /);
    }
  });

  test('prints the help and exits with 2 when no command is given', async () => {
    expect(await payseraProcess([])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Usage: paysera <command>'),
    });
  });

  test('suggests a correction for a mistyped command or option', async () => {
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

  test('prints no colors into a pipe, even when TERM names a terminal', async () => {
    const { stdout } = await paysera(['doctor', '--callback', 'http://shop.example'], {
      env: { TERM: 'xterm-256color' },
    });
    expect(stdout).not.toContain('\u001b');
  });

  test('prints its version', async () => {
    expect((await payseraProcess(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('only a name close to the mistyped one is suggested', () => {
  expect(suggest('explain', COMMANDS)).toBe('explain-mac');
  expect(suggest('explain-webhok', COMMANDS)).toBe('explain-webhook');
  expect(suggest('dotcor', COMMANDS)).toBe('doctor');
  expect(suggest('drfit', COMMANDS)).toBe('drift');
  expect(suggest('capture', COMMANDS)).toBeUndefined();
  expect(suggest('', COMMANDS)).toBeUndefined();
});
