import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What goes to the shop. */
export interface Parcel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TO_CONNECT = 3_000;
const TO_READ = 10_000;

/** Posts the parcel. The status of the answer, or in words why there was none. Redirects are not followed. */
export function deliver(parcel: Parcel): Promise<number | string> {
  return new Promise((resolve) => {
    const send = parcel.url.startsWith('https:') ? httpsRequest : httpRequest;
    const body = Buffer.from(parcel.body);
    const request = send(parcel.url, {
      method: 'POST',
      headers: { ...parcel.headers, 'Content-Length': body.length, Connection: 'close' },
    });
    const end = (outcome: number | string) => {
      clearTimeout(timer);
      request.destroy();
      resolve(outcome);
    };
    let timer = setTimeout(() => end('no connection within 3 s'), TO_CONNECT);
    request.on('socket', (socket) =>
      socket.once(send === httpsRequest ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        timer = setTimeout(() => end('no answer within 10 s'), TO_READ);
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

/** The same to a handler in this process. */
export async function deliverTo(
  handler: (request: Request) => Promise<Response> | Response,
  { url, headers, body }: Parcel,
): Promise<number | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, TO_READ, 'no answer within 10 s');
  });
  const answered = (async () => (await handler(new Request(url, { method: 'POST', headers, body }))).status)();
  try {
    return await Promise.race([answered, late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
