import { createInterface } from 'node:readline/promises';

const PRODUCTION = 'https://api.paysera.com';

/** Where a live run goes, and as whom. */
export interface Live {
  readonly url: string;
  readonly clientId: string;
}

/** The arguments or the surroundings do not allow a run. The message is for people. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Asks the person at the terminal; undefined when there is none. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/** Makes sure that a live run is wanted. False when the answer is no. */
export async function agree(
  { yes, url = PRODUCTION }: { readonly yes: boolean; readonly url?: string | undefined },
  env: NodeJS.ProcessEnv,
  ask: Ask,
): Promise<Live | false> {
  const { PAYSERA_CLIENT_ID: clientId, PAYSERA_CLIENT_SECRET: secret } = env;
  if (!clientId || !secret) {
    throw new Refused(
      '--live needs PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET in the environment: merchant portal, project → Integrations.',
    );
  }
  const live = { url, clientId };
  if (yes) return live;
  if (!ask) {
    throw new Refused(
      '--live asks before it sends anything, and this is not a terminal: add --yes to agree beforehand.',
    );
  }
  const answer = await ask(
    `This creates an order of 10.00 EUR (ORDER-001) and a payment link that lives for an hour at ${url}, as client ${clientId}.\n` +
      'No money moves unless somebody pays the link. Go on? [y/N] ',
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
