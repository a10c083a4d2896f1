import { join } from 'node:path';
import { shapeOf } from '../generate/vendor/path-shapes.ts';
import { APIS, type Api } from '../shared/apis.ts';
import { BuildError, isObject, parseSource, readSource, type SourceFile } from '../shared/document.ts';
import type { Downloaded } from './download.ts';

/** A parsed document that describes one of our APIs. */
export interface DetectedApi {
  readonly api: Api;
  readonly source: SourceFile;
}

/** Detects which API a document describes, by the paths it shares with the committed documents. */
export function detectApi(downloaded: Downloaded, requested: string | undefined, openapi: string): DetectedApi {
  if (requested !== undefined && !APIS.some((api) => api === requested)) {
    throw new BuildError(`--api ${requested}: expected ${APIS.join(' or ')}.`);
  }
  if (downloaded.text.startsWith('#%RAML')) {
    throw new BuildError(
      `${downloaded.name}:1:1 is RAML, not OpenAPI. Convert it first: npm install --no-save oas-raml-converter, then ` +
        'node node_modules/oas-raml-converter/lib/bin/converter.js --from RAML --to OAS30 FILE',
      { advice: 'pull the converted file.' },
    );
  }
  const source = parseSource(downloaded.text, downloaded.name);
  const version = source.value['openapi'];
  if (version === undefined || !/^3\.[01](\.\d+)?$/.test(String(version))) {
    const found = version ?? source.value['swagger'];
    const what = found === undefined ? ': it has no `openapi:` version' : ` but ${JSON.stringify(found)}`;
    const at = source.locationOf([source.value['swagger'] === undefined ? 'openapi' : 'swagger']);
    const converter =
      source.value['swagger'] === undefined
        ? ''
        : ' Convert it first: npx swagger2openapi --yaml --outfile openapi.yaml FILE';
    throw new BuildError(`${at} is not an OpenAPI 3.0 or 3.1 document${what}.${converter}`, {
      advice: 'pull the converted file, or ask the vendor for OpenAPI 3.',
    });
  }
  const paths = pathsOf(source);
  if (paths.size === 0) {
    throw new BuildError(`${source.locationOf(['paths'])} the document has no paths.`, {
      advice: 'ask for the whole document; this may be one of several files, or of webhooks alone.',
    });
  }
  const scores = APIS.map((api) => {
    const known = pathsOf(readSource(join(openapi, `${api}.yaml`)));
    // A document may have the beginning of its paths in its servers.
    const isKnown = (path: string) => path.length > 1 && [...known].some((whole) => whole.endsWith(path));
    return { api, common: [...paths].filter(isKnown).length };
  }).sort((a, b) => b.common - a.common);
  const best = scores.find(({ common }) => common > 0)?.api;
  if (best === undefined) {
    throw new BuildError(
      `${source.file} describes another API: none of its ${paths.size} paths belongs to ${APIS.join(' or ')}.`,
      {
        advice:
          'check that it is the right file; if all paths are new, it is another API, which needs an overlay of its own.',
      },
    );
  }
  if (requested !== undefined && best !== requested) {
    throw new BuildError(`${source.file} is the document of ${best}, not of ${requested}.`);
  }
  return { api: best, source };
}

/** The paths, without the names of their parameters. */
function pathsOf({ value }: SourceFile): Set<string> {
  const paths = isObject(value['paths']) ? Object.keys(value['paths']) : [];
  return new Set(paths.map(shapeOf));
}
