import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { BuildError } from '../shared/document.ts';

/** The maximum size of a document in bytes. Paysera's whole reference is below 1 MB. */
const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT = 30_000;

/** A document as received. */
export interface Downloaded {
  readonly text: string;
  /** The hash of the received bytes, in hex. */
  readonly sha256: string;
  /** The source in a form that can be committed: no credentials, no query, no local folder. */
  readonly from: string;
  /** The source as shown in messages. */
  readonly name: string;
}

const SAVE_FROM_BROWSER =
  'open the URL in a browser, sign in where it asks, save the file that it shows, and pass that file instead.';
const CHECK_URL = 'check the URL with whoever sent it, or save the document in a browser and pass that file instead.';

/** Fetches or reads a document. Only checks that it is plausible: not HTML, not empty, not huge. */
export async function download(source: string): Promise<Downloaded> {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(source);
  const { bytes, redirected = '' } = await (isUrl ? fetchBytes(source) : readBytes(source));
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  const name = isUrl ? publicUrl(source) : source;
  if (text.trim() === '') {
    throw new BuildError(`${name} is empty.`, {
      advice: 'download it again, or ask whoever sent it for the whole file.',
    });
  }
  if (/^\s*(<!doctype|<html|<\?xml|<)/i.test(text)) {
    throw new BuildError(`${name}${redirected} is HTML or XML, not an OpenAPI document.`, {
      advice:
        'it is a page, as documentation or a sign-in. Find its link to the document itself (openapi.yaml, openapi.json, ' +
        '"Download"); where that needs a sign-in, save the file in a browser and pass it instead.',
    });
  }
  if (text.includes('\0') || text.includes('\uFFFD')) {
    throw new BuildError(`${name} is not UTF-8 text.`, {
      advice: 'unpack it if it is an archive; if it is text in another encoding, save it as UTF-8.',
    });
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { text, sha256, from: isUrl ? name : basename(source), name };
}

interface Received {
  readonly bytes: Uint8Array;
  /** Words for where it came from instead. */
  readonly redirected?: string;
}

async function fetchBytes(source: string): Promise<Received> {
  const url = URL.parse(source);
  if (!url) throw new BuildError(`${source} is not a URL.`, { advice: CHECK_URL });
  if (!isTrusted(url)) {
    throw new BuildError(`${source}: expected https, so that nobody on the way can change the document.`, {
      advice: `try the same with https; if there is none, ${SAVE_FROM_BROWSER}`,
    });
  }
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/yaml, application/json, */*;q=0.5' } });
    const redirected = response.redirected ? ` redirects to ${publicUrl(response.url)}, which` : '';
    if (!isTrusted(new URL(response.url))) {
      throw new BuildError(`${publicUrl(source)}${redirected} is not https.`, { advice: CHECK_URL });
    }
    if (!response.ok) {
      throw new BuildError(`${publicUrl(source)}${redirected} responded with HTTP ${response.status}.`, {
        advice: adviceForStatus(response.status),
      });
    }
    return { bytes: await collect(response.body ?? [], publicUrl(source)), redirected };
  } catch (error) {
    if (error instanceof BuildError) throw error;
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    const code = cause?.code;
    const [why, advice] = signal.aborted
      ? [`no complete response within ${TIMEOUT / 1000} s`, `try again later, or ${SAVE_FROM_BROWSER}`]
      : [code ?? cause?.message ?? message, adviceForFailure(code ?? '')];
    throw new BuildError(`${publicUrl(source)} cannot be fetched: ${why}.`, { advice });
  }
}

/** Whether nobody on the way can change what comes from there. */
function isTrusted({ protocol, hostname }: URL): boolean {
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

function adviceForStatus(status: number): string {
  if (status === 401 || status === 403) return SAVE_FROM_BROWSER;
  if (status === 429 || status >= 500) return `try again later, or ${SAVE_FROM_BROWSER}`;
  return CHECK_URL;
}

/** By the code of an error of the network, which has none for a redirect that leads in a circle. */
function adviceForFailure(code: string): string {
  if (/CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code)) {
    return (
      'this connection cannot be trusted, so never turn its check off. Behind a proxy that has a certificate of its own, ' +
      `name that in NODE_EXTRA_CA_CERTS; otherwise ${CHECK_URL}`
    );
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return `check the name of the host, and the network; ${CHECK_URL}`;
  return `try again later, or ${SAVE_FROM_BROWSER}`;
}

async function readBytes(path: string): Promise<Received> {
  try {
    return { bytes: await collect(createReadStream(path), path) };
  } catch (error) {
    if (error instanceof BuildError) throw error;
    throw new BuildError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      advice: 'pass the path of a file that exists, from this folder, or a URL that begins with https://.',
    });
  }
}

async function collect(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, source: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of chunks) {
    size += part.byteLength;
    if (size > MAX_BYTES) {
      throw new BuildError(`${source} is larger than ${MAX_BYTES / 1024 / 1024} MB; no document of these APIs is.`, {
        advice: 'check that it is the document alone, and no archive or recording; ask the vendor for that.',
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function publicUrl(source: string): string {
  const { origin, pathname } = new URL(source);
  return origin + pathname;
}
