/** Milliseconds. Paysera waits for a response no longer than this. */
const DEADLINE = 10_000;

/**
 * Reads the body of a request. Stops as soon as it is longer than `maxBytes`.
 *
 * @throws {Error} when the body takes longer than 10 seconds.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // One buffer that grows: a sender may choose chunks of one byte, and a list of those takes forty times their size.
  let bytes = new Uint8Array(4096);
  let length = 0;
  let late: boolean | undefined;
  const reader = request.body?.getReader();
  const timer = setTimeout(() => {
    late = true;
    reader?.cancel().catch(() => {});
  }, DEADLINE);
  try {
    while (reader && length <= maxBytes) {
      const { done, value } = await reader.read();
      if (late) throw new Error('The body took over 10 s.');
      if (done) break;
      const end = length + value.length;
      if (end > bytes.length) {
        const full = bytes;
        bytes = new Uint8Array(2 * end);
        bytes.set(full);
      }
      bytes.set(value, length);
      length = end;
    }
    return bytes.subarray(0, length);
  } finally {
    clearTimeout(timer);
  }
}
