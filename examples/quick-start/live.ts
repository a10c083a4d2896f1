import { createInterface } from 'node:readline/promises';

const PRODUCTION = 'https://api.paysera.com';

/** The host and the credentials of a live run. */
export interface Live {
  readonly url: string;
  readonly clientId: string;
}

/** The arguments or the environment do not allow a run. The message is shown to the user. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Asks the user at the terminal. Undefined if there is no terminal. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/** Confirms that the user wants a live run. Returns false if not. */
export async function agree(
  { yes, url = PRODUCTION }: { readonly yes: boolean; readonly url?: string | undefined },
  env: NodeJS.ProcessEnv,
  ask: Ask,
): Promise<Live | false> {
  const { PAYSERA_CLIENT_ID: clientId, PAYSERA_CLIENT_SECRET: secret } = env;
  if (!clientId || !secret) {
    throw new Refused(
      '--live needs PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET in the environment. You find both in the merchant portal, ' +
        "under your project's Integrations tab.",
    );
  }
  const live = { url, clientId };
  if (yes) return live;
  if (!ask) {
    throw new Refused('--live asks for confirmation, but this is not a terminal: add --yes to skip the confirmation.');
  }
  const answer = await ask(
    `This creates an order of 10.00 EUR (ORDER-001) and a payment link that expires in an hour at ${url}, as client ${clientId}.\n` +
      'No money moves unless somebody pays the link. Continue? [y/N] ',
  );
  return /^y(es)?$/i.test(answer.trim()) && live;
}

export const askAtTerminal: Ask = process.stdin.isTTY
  ? async (question) => {
      const prompt = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return await prompt.question(question);
      } finally {
        prompt.close();
      }
    }
  : undefined;
