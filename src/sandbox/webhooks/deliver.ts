import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DeliveryAttempt } from '../store/rows.ts';

/** A request to the shop. */
export interface DeliveryRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the shop answered: the status, or the reason why there was none. */
export type DeliveryAnswer = Pick<DeliveryAttempt, 'outcome' | 'response'>;

const CONNECT_TIMEOUT = 3_000;
const RESPONSE_TIMEOUT = 10_000;
/** How long the rest of a body is waited for. The status is what counts, and it has arrived by then. */
const BODY_TIMEOUT = 1_000;
const MAX_BODY_LENGTH = 4_096;

/** Posts a delivery. Does not follow redirects. */
export function postDelivery(delivery: DeliveryRequest): Promise<DeliveryAnswer> {
  return new Promise((resolve) => {
    const send = delivery.url.startsWith('https:') ? httpsRequest : httpRequest;
    const body = Buffer.from(delivery.body);
    const request = send(delivery.url, {
      method: 'POST',
      headers: { ...delivery.headers, 'Content-Length': body.length, Connection: 'close' },
    });
    const end = (outcome: number | string, response?: DeliveryAnswer['response']) => {
      clearTimeout(timer);
      request.destroy();
      resolve({ outcome, ...(response && { response }) });
    };
    let timer = setTimeout(() => end('no connection within 3 s'), CONNECT_TIMEOUT);
    request.on('socket', (socket) =>
      socket.once(send === httpsRequest ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        timer = setTimeout(() => end('no response within 10 s'), RESPONSE_TIMEOUT);
      }),
    );
    request.on('response', (response) => {
      clearTimeout(timer);
      let text = '';
      const answered = () => end(response.statusCode ?? 0, { headers: headersOf(response), body: capped(text) });
      timer = setTimeout(answered, BODY_TIMEOUT);
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_BODY_LENGTH) answered();
      });
      response.on('close', answered);
    });
    request.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    request.end(body);
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function capped(body: string): string {
  return body.length > MAX_BODY_LENGTH ? `${body.slice(0, MAX_BODY_LENGTH)}…` : body;
}

/** Hands a delivery to a handler in this process. */
export async function deliverInProcess(
  handler: (request: Request) => Promise<Response> | Response,
  { url, headers, body }: DeliveryRequest,
): Promise<DeliveryAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<DeliveryAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'no response within 10 s' }), RESPONSE_TIMEOUT);
  });
  const answer = async (): Promise<DeliveryAnswer> => {
    const response = await handler(new Request(url, { method: 'POST', headers, body }));
    // A body that somebody has read already is gone.
    const text = response.bodyUsed ? '' : await response.text();
    return {
      outcome: response.status,
      response: { headers: Object.fromEntries(response.headers), body: capped(text) },
    };
  };
  try {
    return await Promise.race([answer(), timeout]);
  } catch (error) {
    return { outcome: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
