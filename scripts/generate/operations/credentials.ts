import { BuildError, deref, isObject, type JsonObject, type NewAction } from '../../shared/document.ts';
import { operationsIn } from '../document/located-operations.ts';
import { isUnread } from '../document/unread.ts';
import type { LocatedInOverlay } from './response-fields.ts';

/** Which credentials an operation takes. */
export function authOf(
  document: JsonObject,
  source: JsonObject,
  { overlay, target, locate, locationOf }: LocatedInOverlay,
): 'oauth' | 'mac' | 'none' {
  const requirements = (source['security'] ?? document['security']) as JsonObject[] | undefined;
  if (requirements === undefined) {
    // If the document says nothing about security, it does not mean that none is needed: the client would send no credentials.
    throw new BuildError(`${locate()} the document does not say which credentials it takes: security is missing.`, {
      fix: { overlay, add: requiringAny(document, target) },
    });
  }
  const names = requirements.map((requirement) => Object.keys(requirement));
  if (names.every((list) => list.length === 0)) return 'none';
  if (names.some(([name = '']) => isUnread(schemesIn(document)[name]))) return 'none';
  const found = names.map(([name]) => name !== undefined && schemeOf(document, name)).find((scheme) => scheme);
  if (found) return found;
  const at = source['security'] === undefined ? locationOf(['security']) : locate();
  throw new BuildError(`${at} security ${names.flat().join(', ')}: expected OAuth2, bearer or the http scheme MAC.`, {
    fix: { overlay, add: acceptingOurs(document, source, names.flat()) },
  });
}

/** The action for an operation of which the document does not say what it takes: what others take, or access tokens. */
export function requiringAny(document: JsonObject, target: string): NewAction {
  const known = Object.keys(schemesIn(document)).find((name) => schemeOf(document, name) !== undefined);
  return known === undefined
    ? { target: '$', update: { ...definitionsOf(document, [OWN]), security: [{ [OWN]: [] }] } }
    : { target, update: { security: [{ [known]: [] }] } };
}

/** The action for schemes that are defined nowhere: as the others are, or else of access tokens. */
export function defining(document: JsonObject, names: readonly string[]): NewAction {
  return { target: '$', update: definitionsOf(document, names) };
}

/** The name of a scheme that we define. */
const OWN = 'accessToken';

/** One of the vendor's stays what it is: another is accepted beside it. */
function acceptingOurs(document: JsonObject, source: JsonObject, names: readonly string[]): NewAction {
  if (!names.some((name) => name in schemesIn(document))) return defining(document, names);
  const security = [{ [OWN]: [] }];
  const located = [...operationsIn(document)].find(([, , , operation]) => operation === source);
  const isOwn = located !== undefined && source['security'] !== undefined;
  const requirement = isOwn ? { [located[0]]: { [located[1]]: { [located[2]]: { security } } } } : { security };
  return { target: '$', update: { ...definitionsOf(document, [OWN]), ...requirement } };
}

function definitionsOf(document: JsonObject, names: readonly string[]): JsonObject {
  const isMac = Object.keys(schemesIn(document)).some((name) => schemeOf(document, name) === 'mac');
  const scheme = isMac ? 'MAC' : 'bearer';
  return { components: { securitySchemes: Object.fromEntries(names.map((name) => [name, { type: 'http', scheme }])) } };
}

function schemesIn(document: JsonObject): JsonObject {
  const schemes = (document['components'] as JsonObject | undefined)?.['securitySchemes'];
  return isObject(schemes) ? schemes : {};
}

function schemeOf(document: JsonObject, name: string): 'oauth' | 'mac' | undefined {
  const scheme = deref(document, schemesIn(document)[name]);
  const kind = scheme?.['type'] === 'http' ? String(scheme['scheme']).toLowerCase() : scheme?.['type'];
  if (kind === 'oauth2' || kind === 'bearer') return 'oauth';
  return kind === 'mac' ? 'mac' : undefined;
}
