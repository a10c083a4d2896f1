import { parseArgs } from 'node:util';
import { isPayseraError } from '../errors/paysera-error.ts';
import { suggest } from '../errors/suggest.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { type Command, type CommandContext, EXIT, UsageError } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { drift } from './drift/drift.ts';
import { withEnvFile } from './env-file.ts';
import { explainMacCommand } from './explain/explain-mac.ts';
import { explainWebhook } from './explain/explain-webhook.ts';
import { createCompletion } from './help/completion.ts';
import { helpOf } from './help/help.ts';
import { parsedOptions } from './help/options.ts';
import { withVariables } from './help/variables.ts';
import { listen } from './listen.ts';
import { mcp } from './mcp/mcp.ts';
import { printable } from './printable.ts';
import { sandbox } from './sandbox/sandbox.ts';
import { trigger } from './trigger.ts';
import { version, versionCommand } from './version.ts';

const completion = createCompletion(() => COMMANDS);
const COMMANDS: readonly Command[] = [
  ...[doctor, explainMacCommand, explainWebhook, drift, sandbox, trigger, listen, mcp],
  ...[completion, versionCommand],
];

const HELP = `paysera: the command line of paysera-client, an unofficial client for Paysera Checkout and Recurring Billing.

Usage: paysera <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`).join('\n')}

Run \`paysera <command> --help\` for the options and examples of a command.

Secrets are read from the environment, from the file that you name with --env-file, or from standard input. They are never
passed as arguments:
  PAYSERA_CLIENT_ID, PAYSERA_CLIENT_SECRET          Checkout; the secret also signs webhooks
  PAYSERA_MAC_ID, PAYSERA_MAC_KEY                   Recurring Billing
  PAYSERA_BUSINESS_ID                               Recurring Billing

Exit codes: 0 no problems found, 1 problems found, 2 the command could not run.
Set NO_COLOR to turn colors off. Output that does not go to a terminal is never colored.`;

const SECRETS = /^--(client-secret|secret|mac-key|key|mac-secret|password|token)(=|$)/;

/** Runs the command line and returns the exit code. */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { out, err } = context;
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      const topic = COMMANDS.find((command) => command.name === rest[0]);
      out(topic ? helpOf(topic) : HELP);
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    if (name === '--version' || name === '-v') {
      out(version());
      return EXIT.ok;
    }
    const command = COMMANDS.find((known) => known.name === name);
    if (!command)
      throw new UsageError(
        unknown(
          'a command',
          name,
          COMMANDS.map((known) => known.name),
        ),
      );
    return await runCommand(command, rest, context);
  } catch (error) {
    if (error instanceof UsageError) err(error.message);
    else if (isPayseraError(error)) err(printable(error.message));
    else err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.usage;
  }
}

async function runCommand(command: Command, args: string[], context: CommandContext): Promise<number> {
  const secret = args.find((arg) => SECRETS.test(arg));
  if (secret) {
    throw new UsageError(
      `${secret.split('=')[0]}: a secret in an argument can be read by everyone on this machine. ` +
        'Use the environment, --env-file or standard input instead; see --help.',
    );
  }
  const options = parsedOptions(command.options);
  const known = Object.keys(options).map((option) => `--${option}`);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: withImplied(args, command), options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = fieldsOf(error);
    const wrong = /'(--?[^' ]+)/.exec(String(message))?.[1];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && wrong) {
      throw new UsageError(unknown(`an option of ${command.name}`, wrong, known));
    }
    throw new UsageError(String(message).split('. ')[0] ?? '');
  }
  if (parsed.values['help']) {
    context.out(helpOf(command));
    return EXIT.ok;
  }
  const contextWithFile = await withEnvFile(parsed.values, context);
  const values = withVariables(parsed.values, command, contextWithFile.env);
  return command.run(values, parsed.positionals, contextWithFile);
}

/** An option that may be given without a value gets the one that it implies. */
function withImplied(args: readonly string[], { options }: Command): string[] {
  return args.map((arg, index) => {
    const value = options[arg.replace(/^--/, '')]?.implied;
    const next = args[index + 1];
    return value !== undefined && (next === undefined || next.startsWith('-')) ? `${arg}=${value}` : arg;
  });
}

function unknown(kind: string, typed: string, known: readonly string[]): string {
  const meant = suggest(typed, known);
  return `${typed} is not ${kind}. ${meant ? `Did you mean ${meant}?` : `Expected one of: ${known.join(', ')}.`}`;
}
