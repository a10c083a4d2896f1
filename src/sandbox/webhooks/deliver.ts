import type { DeliveryAnswer, DeliveryRequest } from '../platform/platform.ts';

/** Milliseconds that a shop has for its answer. */
export const RESPONSE_TIMEOUT = 10_000;

/** How long the rest of a body is waited for. The status is what counts, and it has arrived by then. */
export const BODY_TIMEOUT = 1_000;

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
    return {
      outcome: response.status,
      response: { headers: Object.fromEntries(response.headers), body: await bodyOf(response) },
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

/** The body as far as it is kept, or as far as it came in time. One that somebody has read already is gone. */
async function bodyOf({ body, bodyUsed }: Response): Promise<string> {
  if (!body || bodyUsed) return '';
  const reader = body.getReader();
  const timer = setTimeout(() => cancel(), BODY_TIMEOUT);
  const cancel = () => reader.cancel().catch(() => undefined);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      if (keptBody(text) !== text) break;
    }
  } finally {
    clearTimeout(timer);
    void cancel();
  }
  return keptBody(text);
}
