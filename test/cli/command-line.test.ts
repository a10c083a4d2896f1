import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/errors/suggest.ts';
import { paysera, payseraProcess } from './run-cli.ts';

const COMMANDS = [
  ...['doctor', 'explain-mac', 'explain-webhook', 'drift', 'sandbox', 'trigger', 'listen', 'mcp'],
  ...['completion', 'version'],
];

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
    const { stdout } = await payseraProcess(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await paysera(['version'])).toEqual({ code: 0, stdout, stderr: '' });
  });
});

test('errors of the package are printed without the name of their class', async () => {
  const ended = await paysera(['trigger', 'order.paid', '--to', 'http://127.0.0.1:9/x', '--amount', '19.90'], {
    env: { PAYSERA_CLIENT_SECRET: 'a' },
  });
  expect(ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^amount is "19\.90"; expected a whole number/),
  });
});

test('listen says what to use in place of a tunnel', async () => {
  const { code, stdout } = await paysera(['listen']);
  expect(code).toBe(0);
  for (const way of ['paysera sandbox --webhook-url', 'paysera trigger', 'tunnel', 'callback_url'])
    expect(stdout).toContain(way);
});

test('only a name close to the mistyped one is suggested', () => {
  expect(suggest('explain', COMMANDS)).toBe('explain-mac');
  expect(suggest('explain-webhok', COMMANDS)).toBe('explain-webhook');
  expect(suggest('dotcor', COMMANDS)).toBe('doctor');
  expect(suggest('drfit', COMMANDS)).toBe('drift');
  expect(suggest('capture', COMMANDS)).toBeUndefined();
  expect(suggest('', COMMANDS)).toBeUndefined();
});
