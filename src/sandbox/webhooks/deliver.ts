import type { DeliveryAnswer, DeliveryRequest } from '../platform/platform.ts';

/** Milliseconds that a shop has for its answer. */
export const RESPONSE_TIMEOUT = 10_000;

const MAX_BODY_LENGTH = 4_096;

/** As much of an answer's body as is kept. */
export function keptBody(body: string): string {
  return body.length > MAX_BODY_LENGTH ? `${body.slice(0, MAX_BODY_LENGTH)}…` : body;
}

/** Hands a delivery to a handler in this process. */
export async function deliverInProcess(
  handler: (request: Request) => Promise<Response> | Response,
  { url, headers, body }: DeliveryRequest,
): Promise<DeliveryAnswer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<DeliveryAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'no response within 10 s' }), RESPONSE_TIMEOUT);
  });
  const answer = async (): Promise<DeliveryAnswer> => {
    const response = await handler(new Request(url, { method: 'POST', headers, body }));
    // A body that somebody has read already is gone.
    const text = response.bodyUsed ? '' : await response.text();
    return {
      outcome: response.status,
      response: { headers: Object.fromEntries(response.headers), body: keptBody(text) },
    };
  };
  try {
    return await Promise.race([answer(), timeout]);
  } catch (error) {
    return { outcome: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
