import { ConfigurationError } from '../../errors/configuration-error.ts';

/** The origin a client talks to. Plain http is allowed on this machine only, since credentials are sent. */
export function originOf(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw refuse('is not a URL');
  }
  const local = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw refuse('is not https');
  if (url.username || url.password) throw refuse('holds credentials');
  if (url.pathname !== '/' || url.search || url.hash)
    throw refuse('holds more than a host; paths come from the document');
  return url.origin;
}

function refuse(why: string): ConfigurationError {
  return new ConfigurationError(
    `baseUrl ${why}; expected something like https://api.paysera.com, or http on localhost for a test. Nothing was sent.`,
  );
}
