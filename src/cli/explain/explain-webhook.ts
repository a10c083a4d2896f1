import { createHmac, timingSafeEqual } from 'node:crypto';
import { fieldsOf } from '../../wire/fields-of.ts';
import { type Command, type CommandContext, EXIT, text, texts, UsageError, type Values } from '../command.ts';
import { ENV_FILE } from '../env-file.ts';
import { bytesOf, secretOf } from '../input.ts';
import { printable } from '../printable.ts';
import { type WebhookMistake, webhookMistake } from './webhook-mistakes.ts';

const USAGE = `Usage: paysera explain-webhook --body FILE --header 'Name: value' [--header …] [options]

Checks whether Paysera signed a delivery and, if not, names the mistake if it is a known one. Sends nothing and never
prints the secret. The secret is the OAuth client secret: there is no separate webhook secret.`;

const NOTES = `Example:
  paysera explain-webhook --body delivery.json --header 'X-Paysera-Signature: 9f86d081…'

Exit: 0 signed by Paysera, 1 not signed by Paysera, 2 invalid usage.`;

interface Finding {
  readonly level: 'wrong' | 'note';
  readonly name: string;
  readonly why: string;
}

export const explainWebhook: Command = {
  name: 'explain-webhook',
  summary: 'Check whether Paysera signed a webhook, and why not',
  usage: USAGE,
  notes: NOTES,
  options: {
    body: { value: 'FILE', about: 'the body, byte for byte; - for standard input' },
    header: {
      value: 'TEXT',
      about: 'a header of the delivery, at least X-Paysera-Signature; can be repeated',
      multiple: true,
    },
    headers: { value: 'FILE', about: 'a file with all headers, one per line' },
    ...ENV_FILE,
    'secret-stdin': { about: 'read the secret from standard input instead of PAYSERA_CLIENT_SECRET' },
    json: { about: 'print one JSON object' },
  },
  async run(values, positionals, context) {
    const path = text(values, 'body');
    if (path === undefined || positionals.length > 0)
      throw new UsageError('explain-webhook expects --body FILE; see --help.');
    if (path === '-' && values['secret-stdin'] === true) {
      throw new UsageError('--secret-stdin and --body - both read standard input. Pass the body as a file.');
    }
    const secret = await secretOf('PAYSERA_CLIENT_SECRET', values['secret-stdin'] === true, '--secret-stdin', context);
    const body = await bytesOf(path, context);
    const headers = await headersOf(values, context);
    const { genuine, findings } = verify(body, headers, secret);
    const event = genuine ? describe(body) : undefined;
    print(genuine, findings, event, values, context);
    return genuine ? EXIT.ok : EXIT.found;
  },
};

function verify(body: Uint8Array, headers: Headers, secret: string): { genuine: boolean; findings: Finding[] } {
  const findings: Finding[] = [];
  const wrong = (name: string, why: string) => findings.push({ level: 'wrong', name, why });
  const algorithm = headers.get('x-paysera-signature-alg');
  if (algorithm !== null && algorithm.toUpperCase() !== 'HMAC-SHA256') {
    wrong('algorithm', `X-Paysera-Signature-Alg is ${JSON.stringify(algorithm)}; expected HMAC-SHA256.`);
  }
  const signature = headers.get('x-paysera-signature')?.trim();
  if (!signature) {
    wrong(
      'no-signature',
      'The delivery has no X-Paysera-Signature: it is not from Paysera, or a proxy removed the header.',
    );
    return { genuine: false, findings };
  }
  const expected = createHmac('sha256', secret).update(body).digest();
  const received = Buffer.from(signature, 'hex');
  const matches =
    received.length === expected.length && timingSafeEqual(received, expected) && /^[0-9a-f]{64}$/i.test(signature);
  if (!matches) {
    const createdAt = headers.get('x-paysera-created-at') ?? undefined;
    const mistake = webhookMistake({ body, signature, secret, createdAt }) ?? malformedOrUnknown(signature);
    wrong(mistake.name, mistake.why);
  }
  return { genuine: findings.length === 0, findings };
}

function malformedOrUnknown(signature: string): WebhookMistake {
  if (!/^[0-9a-f]{64}$/i.test(signature)) {
    return {
      name: 'signature-form',
      why: `X-Paysera-Signature has ${signature.length} characters; expected 64 lowercase hex digits.`,
    };
  }
  return {
    name: 'unknown',
    why:
      'The signature does not match this body and secret, and no known mistake explains it. Check that the secret belongs to ' +
      'the project (older deliveries are signed with the secret that was valid then), and that the body is that of the delivery.',
  };
}

function describe(body: Uint8Array): Readonly<Record<string, unknown>> | Finding {
  try {
    const parsed = fieldsOf(JSON.parse(new TextDecoder().decode(body)));
    const { type, name } = fieldsOf(parsed['event']);
    if (typeof type !== 'string' || typeof name !== 'string') {
      return {
        level: 'note',
        name: 'no-event',
        why: 'The signature matches, but the body has no event.type and event.name. Respond with 400.',
      };
    }
    const order = fieldsOf(parsed['order']);
    const fields = ['paysera_order_id', 'merchant_order_id', 'status', 'amount', 'amount_paid', 'currency', 'is_test'];
    const known = fields.filter((field) => order[field] !== undefined).map((field) => [field, order[field]]);
    return { type, name, ...Object.fromEntries(known) };
  } catch {
    return {
      level: 'note',
      name: 'no-json',
      why: 'The signature matches, but the body is not JSON. Respond with 400.',
    };
  }
}

function print(
  genuine: boolean,
  findings: readonly Finding[],
  event: ReturnType<typeof describe> | undefined,
  values: Values,
  { out, colour }: CommandContext,
): void {
  if (values['json'] === true) {
    out(JSON.stringify({ genuine, findings, ...(event && { event }) }, null, 2));
    return;
  }
  out(genuine ? colour('green', '✓ Signed by Paysera.') : colour('red', '✗ The signature does not match.'));
  for (const { name, why } of findings) out(`  ${colour('bold', name)}  ${why}`);
  for (const [name, value] of Object.entries(event ?? {}))
    out(`  ${colour('dim', name.padEnd(18))} ${printable(String(value))}`);
  if (genuine) out('  Fetch the order before you ship: orders.get(paysera_order_id).');
}

async function headersOf(values: Values, context: CommandContext): Promise<Headers> {
  const file = text(values, 'headers');
  const lines = file === undefined ? [] : new TextDecoder().decode(await bytesOf(file, context)).split(/\r?\n/);
  const headers = new Headers();
  for (const line of [...lines.filter((line) => line.includes(':')), ...texts(values, 'header')]) {
    const at = line.indexOf(':');
    if (at < 1) throw new UsageError(`--header ${line}: expected 'Name: value'.`);
    try {
      headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim());
    } catch {
      throw new UsageError(`--header ${line.slice(0, at)}: not a header; expected 'Name: value'.`);
    }
  }
  return headers;
}
