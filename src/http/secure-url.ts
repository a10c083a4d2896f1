import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * A URL that credentials may be sent to: https, or plain http on this machine.
 *
 * @throws {ConfigurationError} naming the option, when it is anything else.
 */
export function secureUrl(option: string, text: string): URL {
  const url = URL.parse(text);
  if (!url) throw insecure(option, 'is not a URL');
  const local = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw insecure(option, 'is not https');
  if (url.username || url.password) throw insecure(option, 'holds credentials');
  return url;
}

/** The error of an option that holds such a URL, with what is wrong with it. */
export function insecure(option: string, why: string): ConfigurationError {
  return new ConfigurationError(
    `${option} ${why}; expected something like https://api.paysera.com, or http on localhost for a test. Nothing was sent.`,
  );
}
