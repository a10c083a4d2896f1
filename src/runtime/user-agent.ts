import { ConfigurationError } from '../errors/configuration-error.ts';

/** The version of this package. */
const VERSION = '0.1.0';

/** An application or a plugin that is built on this package. */
export interface AppInfo {
  /** Its name, such as `WooShop`. */
  readonly name: string;
  /** Its version. */
  readonly version?: string | undefined;
  /** Where to read about it. */
  readonly url?: string | undefined;
}

export const APP_INFO = ['name', 'version', 'url'] as const;

/**
 * The `User-Agent` of each request: this package, the runtime, and what is built on it. Empty in browsers, which have one
 * of their own.
 *
 * @throws {ConfigurationError} when a header cannot have it.
 */
export function userAgentOf(appInfo: AppInfo | undefined): Readonly<Record<string, string>> {
  const runtime = globalThis.navigator?.userAgent ?? '';
  if (runtime.startsWith('Mozilla')) return {};
  const { name, version, url } = appInfo ?? {};
  const app = name && `${name}${version ? `/${version}` : ''}${url ? ` (${url})` : ''}`;
  if (appInfo && !/^[\x21-\x7e][\x20-\x7e]*$/.test(app ?? '')) {
    throw new ConfigurationError(
      'appInfo: expected a name, and only printable ASCII characters in each field. Nothing was sent.',
    );
  }
  return { 'user-agent': [`paysera-client/${VERSION}`, runtime, app].filter(Boolean).join(' ') };
}
