import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A request to the shop. */
export interface DeliveryRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CONNECT_TIMEOUT = 3_000;
const RESPONSE_TIMEOUT = 10_000;

/** Posts a delivery. Resolves with the response status, or with the reason why there was none. Does not follow redirects. */
export function postDelivery(delivery: DeliveryRequest): Promise<number | string> {
  return new Promise((resolve) => {
    const send = delivery.url.startsWith('https:') ? httpsRequest : httpRequest;
    const body = Buffer.from(delivery.body);
    const request = send(delivery.url, {
      method: 'POST',
      headers: { ...delivery.headers, 'Content-Length': body.length, Connection: 'close' },
    });
    const end = (outcome: number | string) => {
      clearTimeout(timer);
      request.destroy();
      resolve(outcome);
    };
    let timer = setTimeout(() => end('no connection within 3 s'), CONNECT_TIMEOUT);
    request.on('socket', (socket) =>
      socket.once(send === httpsRequest ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        timer = setTimeout(() => end('no response within 10 s'), RESPONSE_TIMEOUT);
      }),
    );
    request.on('response', (response) => {
      response.resume();
      end(response.statusCode ?? 0);
    });
    request.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    request.end(body);
  });
}

/** Hands a delivery to a handler in this process. */
export async function deliverInProcess(
  handler: (request: Request) => Promise<Response> | Response,
  { url, headers, body }: DeliveryRequest,
): Promise<number | string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, RESPONSE_TIMEOUT, 'no response within 10 s');
  });
  const status = (async () => (await handler(new Request(url, { method: 'POST', headers, body }))).status)();
  try {
    return await Promise.race([status, timeout]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
