import { fieldsOf } from '../../wire/fields-of.ts';
import { type Check, describeError, failed, ok, warning } from './check.ts';

/** How long Paysera waits for the response to a webhook, in milliseconds. */
const WEBHOOK_TIMEOUT = 10_000;

/**
 * Checks that a callback URL rejects an unsigned delivery. Sends one with an empty event.
 *
 * @param isLocal For a sandbox, which reaches this machine also without https.
 */
export async function checkCallback(address: string, isLocal = false): Promise<Check> {
  const name = 'callback';
  const url = URL.parse(address);
  if (!url) return failed(name, `${address} is not a URL`);
  if (isLocal && url.protocol === 'http:') return probe(url.href);
  if (url.protocol !== 'https:') return failed(name, `${address} is not https`, 'Paysera rejects other callback URLs.');
  if (!isLocal && isPrivate(url.hostname)) {
    return failed(
      name,
      `${url.hostname} is on this machine or network`,
      'Paysera cannot reach it. Use a public address or a tunnel.',
    );
  }
  return probe(url.href);
}

/** Sends one unsigned delivery. */
export async function probe(address: string): Promise<Check> {
  const name = 'callback';
  const started = performance.now();
  let response: Response;
  try {
    response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'paysera-client doctor' },
      body: '{}',
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT),
    });
    await response.body?.cancel();
  } catch (error) {
    const cause = fieldsOf(fieldsOf(error)['cause']);
    const reason =
      fieldsOf(error)['name'] === 'TimeoutError'
        ? 'did not respond within 10 s'
        : `cannot be reached: ${cause['code'] ?? cause['message'] ?? describeError(error)}`;
    return failed(name, `${address} ${reason}`, 'Paysera tries four times within 31 hours and then gives up.');
  }
  const took = Math.round(performance.now() - started);
  const { status } = response;
  if (status >= 200 && status < 300) {
    return failed(
      name,
      `${address} accepted an unsigned delivery (HTTP ${status})`,
      'Verify X-Paysera-Signature before anything else, as createWebhookHandler does.',
    );
  }
  if (status >= 300 && status < 400)
    return failed(name, `${address} redirects (HTTP ${status})`, 'Use the final address as the callback URL.');
  if (status === 404 || status === 405)
    return failed(name, `${address} does not accept POST (HTTP ${status})`, 'Check the path of the route.');
  if (status >= 500) return failed(name, `${address} failed (HTTP ${status})`, 'See the logs of your server.');
  const message = `is reachable from this machine (HTTP ${status} to an unsigned delivery, ${took} ms)`;
  return took > 3_000
    ? warning(name, message, 'Paysera waits 10 s. Acknowledge the delivery first and do the work afterwards.')
    : ok(name, message);
}

function isPrivate(host: string): boolean {
  return (
    /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[)/.test(host) ||
    /\.(local|internal|test)$/.test(host)
  );
}
