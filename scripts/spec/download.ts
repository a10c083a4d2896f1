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

/** Fetches or reads a document. Only checks that it is plausible: not HTML, not empty, not huge. */
export async function download(source: string): Promise<Downloaded> {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(source);
  const bytes = await (isUrl ? fetchBytes(source) : readBytes(source));
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  if (text.trim() === '') throw new BuildError(`${source} is empty.`);
  if (/^\s*(<!doctype|<html|<\?xml|<)/i.test(text)) {
    throw new BuildError(
      `${source} is HTML or XML, not an OpenAPI document: is this the URL of a page instead of the file?`,
    );
  }
  if (text.includes('\0') || text.includes('\uFFFD')) throw new BuildError(`${source} is not UTF-8 text.`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { text, sha256, from: isUrl ? publicUrl(source) : basename(source), name: isUrl ? publicUrl(source) : source };
}

async function fetchBytes(source: string): Promise<Uint8Array> {
  const url = URL.parse(source);
  if (!url) throw new BuildError(`${source} is not a URL.`);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new BuildError(`${source}: expected https, so that nobody on the way can change the document.`);
  }
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/yaml, application/json, */*;q=0.5' } });
    if (!response.ok) throw new BuildError(`${publicUrl(source)} responded with HTTP ${response.status}.`);
    return await collect(response.body ?? [], source);
  } catch (error) {
    if (error instanceof BuildError) throw error;
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    const why = signal.aborted
      ? `no complete response within ${TIMEOUT / 1000} s`
      : (cause?.code ?? cause?.message ?? message);
    throw new BuildError(`${publicUrl(source)} cannot be fetched: ${why}.`);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await collect(createReadStream(path), path);
  } catch (error) {
    if (error instanceof BuildError) throw error;
    throw new BuildError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

async function collect(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, source: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of chunks) {
    size += part.byteLength;
    if (size > MAX_BYTES)
      throw new BuildError(`${source} is larger than ${MAX_BYTES / 1024 / 1024} MB; no document of these APIs is.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function publicUrl(source: string): string {
  const { origin, pathname } = new URL(source);
  return origin + pathname;
}
