import { startPrism } from '../../test/support/prism.ts';
import { parseCommandLine } from '../shared/command-line.ts';
import { BuildError, fail } from '../shared/document.ts';

const HELP = `Usage: npm run mock [-- <port>]

Starts Prism as a mock of both APIs on this machine, until Ctrl-C. The port is 4011 by default.

A request asks for an error by \`Prefer: code=422\`, and for an example of the document by \`Prefer: example=name\`.`;

async function main(): Promise<void> {
  const parsed = parseCommandLine(HELP, { args: process.argv.slice(2), allowPositionals: true });
  if (!parsed) return;
  const [port = '4011'] = parsed.positionals;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new BuildError(`${port} is not a port: expected 0 to 65535.`);
  const { url } = await startPrism(Number(port));
  console.log(
    `Prism answers for both documents at ${url}. Prefer: code=422 asks for an error, Prefer: example=name for an example.`,
  );
}

await main().catch((error: unknown) => fail(error));
