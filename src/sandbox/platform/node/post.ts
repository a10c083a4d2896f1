import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BODY_TIMEOUT, keptBody, RESPONSE_TIMEOUT } from '../../webhooks/deliver.ts';
import type { DeliveryAnswer, DeliveryRequest } from '../platform.ts';

const CONNECT_TIMEOUT = 3_000;

/** Posts a delivery. Does not follow redirects. */
export function post(delivery: DeliveryRequest): Promise<DeliveryAnswer> {
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
      const answered = () => end(response.statusCode ?? 0, { headers: headersOf(response), body: keptBody(text) });
      timer = setTimeout(answered, BODY_TIMEOUT);
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (keptBody(text) !== text) answered();
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
