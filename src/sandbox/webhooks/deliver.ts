import type { DeliveryRequest } from '../platform/platform.ts';

/** Milliseconds that a shop has for its answer. */
export const RESPONSE_TIMEOUT = 10_000;

/** Hands a delivery to a handler in this process. */
export async function deliverInProcess(
  handler: (request: Request) => Promise<Response> | Response,
  { url, headers, body }: DeliveryRequest,
): Promise<number | string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, RESPONSE_TIMEOUT, 'no response within 10 s');
  });
  const status = (async () => (await handler(new Request(url, { method: 'POST', headers, body }))).status)();
  try {
    return await Promise.race([status, timeout]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
