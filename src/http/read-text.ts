/** The largest body that is read, in bytes. */
export const BODY_LIMIT: number = 8 * 1024 * 1024;

/** Reads the body of a response. Undefined when it is larger than 8 MiB: then it is not read to its end. */
// Not `async`: the usual response should cost no promise beyond its own text().
export function readText(response: Response): Promise<string | undefined> {
  const { body, headers } = response;
  if (!body) return response.text();
  const length = headers.get('content-length');
  if (Number(length) > BODY_LIMIT) return body.cancel().then(() => undefined);
  // With a length and no compression the size is known beforehand, so that text() is safe.
  if (length !== null && !headers.has('content-encoding')) return response.text();
  return readCapped(body);
}

async function readCapped(body: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
