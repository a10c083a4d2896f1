/** Which code a link to the page opens. */
export type Linked = { readonly example: string } | { readonly code: string };

/** Reads the part of an address after `#`. */
export async function readLink(hash: string): Promise<Linked | undefined> {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const [example, code] = [values.get('example'), values.get('code')];
  if (example !== null) return { example };
  if (code === null) return undefined;
  try {
    return { code: await inflate(code) };
  } catch {
    return undefined;
  }
}

/** The part after `#` of a link that opens this code: the code itself, compressed. */
export async function writeLink(code: string): Promise<string> {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(code));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return `#code=${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

async function inflate(text: string): Promise<string> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes));
}

async function through(stream: GenericTransformStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const body = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}
