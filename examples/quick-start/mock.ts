import { startPrism } from '../../test/support/prism.ts';

/** A Paysera on this machine, for the length of the example. */
export interface Mock {
  readonly url: string;
  /** Said once, above the story. */
  readonly note: string;
  readonly credentials: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly macId: string;
    readonly macKey: string;
    readonly businessId: string;
  };
  readonly fetch: typeof fetch;
  /** The payer pays a payment request. Resolves with the id of the notification that the callback would name. */
  pay(paymentRequestId: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the embedded mock: it checks each request against the two documents, and answers with their examples. */
export async function startMock(): Promise<Mock> {
  const { url, stop } = await startPrism();
  return {
    url,
    note: 'a mock on this machine that checks requests by the OpenAPI documents and answers with their examples',
    credentials: {
      clientId: 'YOUR_CLIENT_ID',
      clientSecret: 'YOUR_CLIENT_SECRET',
      macId: 'YOUR_MAC_ID',
      macKey: 'YOUR_MAC_KEY',
      businessId: 'Opb2XVb-gEh4aGcR09Ko5Wb8V_6vueDM',
    },
    fetch: (input, init) => fetch(input, { ...init, headers: withExample(new Headers(init?.headers), String(input)) }),
    pay: async () => 'n-1',
    stop,
  };
}

/** The mock keeps no state: the page behind a cursor has to be asked for by its example's name. */
function withExample(headers: Headers, url: string): Headers {
  if (new URL(url).searchParams.has('cursor')) headers.set('Prefer', 'example=last_page');
  return headers;
}
