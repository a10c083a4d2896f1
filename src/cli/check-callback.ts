import { type Check, failed, ok, warning, wordsOf } from './check.ts';

/** Milliseconds Paysera waits for the answer to a webhook. */
const PATIENCE = 10_000;

/** Whether a callback URL answers as it should to a delivery that nobody signed. Sends one, with an empty event. */
export async function checkCallback(address: string): Promise<Check> {
  const name = 'callback';
  const url = URL.parse(address);
  if (!url) return failed(name, `${address} is not a URL`);
  if (url.protocol !== 'https:') return failed(name, `${address} is not https`, 'Paysera refuses other callback URLs.');
  if (isPrivate(url.hostname)) {
    return failed(
      name,
      `${url.hostname} is on this machine or network`,
      'Paysera cannot reach it; use a public address or a tunnel.',
    );
  }
  return probe(url.href);
}

/** One unsigned delivery. */
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
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.body?.cancel();
  } catch (error) {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const why =
      (error as Error).name === 'TimeoutError'
        ? 'gave no answer in 10 s'
        : `cannot be reached: ${cause?.code ?? cause?.message ?? wordsOf(error)}`;
    return failed(name, `${address} ${why}`, 'Paysera tries four times within 31 hours, then gives up.');
  }
  const took = Math.round(performance.now() - started);
  const { status } = response;
  if (status >= 200 && status < 300) {
    return failed(
      name,
      `${address} accepted a delivery that nobody signed (HTTP ${status})`,
      'Verify X-Paysera-Signature before anything else; createWebhookHandler does.',
    );
  }
  if (status >= 300 && status < 400)
    return failed(name, `${address} redirects (HTTP ${status})`, 'Register the final address.');
  if (status === 404 || status === 405)
    return failed(name, `${address} takes no POST (HTTP ${status})`, 'Check the path of the route.');
  if (status >= 500) return failed(name, `${address} failed (HTTP ${status})`, 'Look into its log.');
  const says = `answers from here (HTTP ${status} to an unsigned delivery, ${took} ms)`;
  return took > 3_000
    ? warning(name, says, 'Paysera waits 10 s; acknowledge first and work afterwards.')
    : ok(name, says);
}

function isPrivate(host: string): boolean {
  return (
    /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[)/.test(host) ||
    /\.(local|internal|test)$/.test(host)
  );
}
