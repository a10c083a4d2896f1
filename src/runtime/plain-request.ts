import type { CallContext } from './prepare.ts';
import type { WireRequest } from './transport.ts';

/**
 * What openapi-fetch builds in place of a `Request`. No stream is made of the body, so that the bytes that are signed
 * are the bytes that are sent, and a repeat sends them again.
 */
export class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly context: CallContext;

  constructor(url: string, init: { method: string; headers: Headers; body?: string; context: CallContext }) {
    this.url = url;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
    this.context = init.context;
  }

  toWire(): WireRequest {
    const { url, method, headers, body } = this;
    // The URL as a parser writes it: what is signed has to be what fetch sends.
    return { ...this.context, url: new URL(url).href, method, headers, body };
  }
}
