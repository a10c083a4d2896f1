// `npm run test:languages`: the calls of docs/sandbox-in-any-language.md in their own languages, which few machines have all
// of; a missing one is a failure here. The sandbox has the settings of the page's compose file, as far as they fit a process.
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { codeBlocks, printedLike } from '../../support/code-blocks.ts';

const PAGE = 'docs/sandbox-in-any-language.md';
const RUN: Readonly<Record<string, readonly [command: string, argument: string]>> = {
  sh: ['bash', '-c'],
  python: ['python3', '-c'],
};

const blocks = codeBlocks(PAGE, await readFile(PAGE, 'utf8'));
const compose = parse(blocks.find(({ code }) => code.includes('PAYSERA_SANDBOX_MAC_KEY'))?.code ?? '');
const { PAYSERA_SANDBOX_DB: _, ...settings } = compose.services.paysera.environment;
const sandbox = spawn(process.execPath, ['src/cli/main.ts', 'sandbox', '--port', '0', '--json'], {
  env: { PATH: process.env['PATH'], ...settings },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const line = await new Promise<string>((resolve) => sandbox.stdout.setEncoding('utf8').once('data', resolve));
const env = { PATH: process.env['PATH'], PAYSERA_URL: JSON.parse(line).url };

let [passed, failed] = [0, 0];
for (const { at, language, code, prints } of blocks) {
  const [command, argument] = RUN[language] ?? [];
  if (command === undefined || argument === undefined || prints === undefined) continue;
  const printed = await promisify(execFile)(command, [argument, code], { env }).then(
    ({ stdout }) => stdout,
    (error: { message: string; stderr?: string }) => `${error.message}${error.stderr ?? ''}`,
  );
  const isRight = printedLike(prints).test(printed);
  if (isRight) passed++;
  else failed++;
  console.log(`${isRight ? '✓' : '✗'} ${at} (${language})${isRight ? '' : `\n${printed}`}`);
}
sandbox.kill();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
