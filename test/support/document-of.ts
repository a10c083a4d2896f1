import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The bundled document of an API, as the package ships it. */
export function documentOf(api: string): object {
  return require(`../../generated/${api}/openapi.json`) as object;
}
