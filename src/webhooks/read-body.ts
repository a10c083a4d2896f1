/** The bytes of a request, or as many as tell that there are more than `maxBytes`: the rest is left unread. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
