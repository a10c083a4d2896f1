import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { RESPONSE_TIMEOUT } from '../../webhooks/deliver.ts';
import type { DeliveryRequest } from '../platform.ts';

const CONNECT_TIMEOUT = 3_000;

/** Posts a delivery. Resolves with the response status, or with the reason why there was none. Does not follow redirects. */
export function post(delivery: DeliveryRequest): Promise<number | string> {
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
