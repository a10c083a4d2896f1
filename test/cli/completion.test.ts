import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { FIXTURE_EVENTS } from '../../src/testing/fixture-events.ts';
import { paysera } from './run-cli.ts';

const run = promisify(execFile);

/** The commands and options that the help names. */
async function named(): Promise<Map<string, string[]>> {
  const { stdout } = await paysera(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+) {2,}\S/gm)].map(([, name = '']) => name);
  const found = new Map<string, string[]>();
  for (const command of commands) {
    const help = await paysera([command, '--help']);
    found.set(
      command,
      [...help.stdout.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option = '']) => option),
    );
  }
  return found;
}

test.each(['bash', 'zsh', 'fish'])(
  'the script for %s has every command, option and event of the help',
  async (shell) => {
    const { code, stdout } = await paysera(['completion', shell]);
    expect(code).toBe(0);
    const commands = await named();
    expect(commands.size).toBeGreaterThan(8);
    for (const [command, options] of commands) {
      expect(stdout).toContain(command);
      for (const option of options) expect(stdout).toContain(shell === 'fish' ? `-l ${option.slice(2)}` : option);
    }
    for (const event of FIXTURE_EVENTS) expect(stdout).toContain(event);
  },
);

test('every option has a description: in the help, and in the shells that show one', async () => {
  for (const command of (await named()).keys()) {
    const { stdout } = await paysera([command, '--help']);
    expect(stdout.match(/^ {2}--[\w-]+(?: \S+)? *$/gm) ?? [], command).toEqual([]);
  }
  const { stdout: zsh } = await paysera(['completion', 'zsh']);
  expect(zsh.match(/--[\w-]+=?\[\s*\]/g) ?? []).toEqual([]);
  expect(zsh.match(/--[\w-]+=?\[\S/g)?.length).toBeGreaterThan(40);
  const { stdout: fish } = await paysera(['completion', 'fish']);
  const options = fish.split('\n').filter((line) => line.includes(' -l '));
  expect(options.length).toBeGreaterThan(40);
  expect(options.filter((line) => !/ -d '\S.*'$/.test(line))).toEqual([]);
});

// Windows has none. Zsh and fish are on few machines: they are read here, and run by `npm run test:shells`.
describe.skipIf(process.platform === 'win32')('bash completes', () => {
  const completed = async (...words: string[]) => {
    const { stdout: script } = await paysera(['completion', 'bash']);
    const line = `COMP_WORDS=(paysera ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
    const { stdout } = await run('bash', ['-c', `${script}\n${line}; _paysera; printf '%s\\n' "\${COMPREPLY[@]}"`]);
    return stdout.trim().split('\n');
  };

  test('a command', async () => {
    expect(await completed('expl')).toEqual(['explain-mac', 'explain-webhook']);
  });

  test('an option of the command, and no other', async () => {
    expect(await completed('sandbox', '--w')).toEqual(['--webhook-url']);
    expect(await completed('drift', '--w')).toEqual(['']);
  });

  test('an event', async () => {
    expect(await completed('trigger', 'order.p')).toEqual(['order.paid', 'order.pending_payment']);
  });
});

test('another shell is refused', async () => {
  expect(await paysera(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: 'completion expects one of: bash, zsh, fish.\n',
  });
});
