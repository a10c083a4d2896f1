// `npm run test:shells`: the completion in real shells, which are on few machines; a missing one is a failure here.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { paysera } from '../run-cli.ts';

const run = promisify(execFile);

/** What is typed before the Tab, and what the shell must offer for it or put into the line. */
const EXPECTED: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['paysera expl', ['explain-']],
  ['paysera ', ['doctor', 'Check that you can take payments with your credentials']],
  ['paysera sandbox --p', ['--port', '--price-echo', '--public-url', '0 picks a free one (default: 4010)']],
  ['paysera sandbox --webh', ['--webhook-url']],
  ['paysera trigger order.p', ['order.paid', 'order.pending_payment']],
  ['paysera explain-webhook --header a --head', ['--header']],
];

/** Presses Tab once in an interactive zsh, as one that has just been opened: its first completion must work as well. */
async function zsh(folder: string, typed: string): Promise<string> {
  await writeFile(join(folder, '_paysera'), (await paysera(['completion', 'zsh'])).stdout);
  const setUp = `fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; show() { print -r -- "<LINE $BUFFER>" }; zle -N show; bindkey '^X' show; print READ''Y`;
  const driver = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell ${quoted(setUp)}
zpty -r shell screen '*READY*'
zpty -w -n shell ${quoted(typed)}$'\\t\\x18'
zpty -r shell screen '*<LINE *>*'
print -r -- "$screen"
zpty -d shell`;
  return (await run('zsh', ['-f', '-c', driver], { env: { PATH: process.env['PATH'], TERM: 'dumb', COLUMNS: '200' } }))
    .stdout;
}

async function fish(folder: string, typed: string): Promise<string> {
  const script = join(folder, 'paysera.fish');
  await writeFile(script, (await paysera(['completion', 'fish'])).stdout);
  return (await run('fish', ['--no-config', '-c', `source ${script}; complete -C ${quoted(typed)}`])).stdout;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const folder = await mkdtemp(join(tmpdir(), 'paysera-shells-'));
let [passed, failed] = [0, 0];
for (const [name, complete] of Object.entries({ zsh, fish })) {
  for (const [typed, offered] of EXPECTED) {
    const screen = await complete(folder, typed).catch((error: Error) => `could not run: ${error.message}`);
    const missing = offered.filter((text) => !screen.includes(text));
    if (missing.length === 0) passed++;
    else failed++;
    console.log(
      `${missing.length === 0 ? '✓' : '✗'} ${name}: ${typed}⇥${missing.map((text) => `\n  missing: ${text}`).join('')}`,
    );
    if (missing.length > 0) console.log(screen);
  }
}
await rm(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
