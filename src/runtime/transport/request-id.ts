const SHORTEST_SECRET = 6;

/** Whether a request id is Paysera's own, and not an echo of something that was sent. */
export function isServerRequestId(requestId: string | undefined, sent: readonly string[]): boolean {
  if (requestId === undefined || !/^[\w.:/+=-]{1,100}$/.test(requestId)) return false;
  return requestId.length < SHORTEST_SECRET || !sent.some((text) => text.includes(requestId));
}
