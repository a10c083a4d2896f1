import { deref, isObject, type Json, type JsonObject, type NewAction } from '../../shared/document.ts';
import { METHODS } from '../document/located-operations.ts';

/** What helps against a problem: an action to add to the overlay, or what else to do. */
type Help =
  | { readonly add: NewAction; readonly advice?: undefined }
  | { readonly add?: undefined; readonly advice: string };

/** Reports what is wrong with the part of the document at these keys. */
export type Report = (keys: readonly (string | number)[], message: string, help: Help) => void;

/** How many paths that the overlay addresses a document has with this base path. */
export type PathsUnder = (base: string) => number;

/** Paths as a request has them, and the path in the document that each comes from. */
export interface JoinedPaths {
  readonly paths: JsonObject;
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Joins the path of each operation to the base path of its server, which must be the production host. The host is named in
 * the overlay: the client sends credentials to no other, whatever a document says.
 */
export function joinServers(
  document: JsonObject,
  host: string,
  pathsUnder: PathsUnder,
  refuse: Report,
): JoinedPaths | undefined {
  const paths: JsonObject = {};
  const origins = new Map<string, string>();
  let isServed = true;
  for (const [path, listed] of Object.entries(document['paths'] ?? {})) {
    const item = itemAt(document, listed);
    if (!item) {
      // A reference that leads nowhere is reported with the others.
      paths[path] = listed;
      continue;
    }
    for (const [method, operation] of Object.entries(item)) {
      if (!METHODS.includes(method) || !isObject(operation)) continue;
      const keys = ['paths', path, method];
      const [servers, at]: [Json | undefined, string[]] = operation['servers']
        ? [operation['servers'], keys]
        : item['servers']
          ? [item['servers'], keys.slice(0, 2)]
          : [document['servers'], []];
      const base = basePath({ servers, host, at, pathsUnder }, refuse);
      if (base === undefined) {
        isServed = false;
        continue;
      }
      const joined = base + path;
      if (!isPathOf(host, joined)) {
        refuse(
          keys.slice(0, 2),
          `the path ${path} is no path of ${host}: with it, a request could go to another host.`,
          {
            advice: 'ask the vendor for the real path, and correct it in the document; the overlay must not allow it.',
          },
        );
        continue;
      }
      const { servers: _, ...ownItem } = Object.fromEntries(
        Object.entries(item).filter(([name]) => !METHODS.includes(name)),
      );
      const { servers: __, ...ownOperation } = operation;
      paths[joined] = { ...ownItem, ...(paths[joined] as JsonObject | undefined), [method]: ownOperation };
      origins.set(joined, path);
    }
  }
  return isServed ? { paths, origins } : undefined;
}

/** A path item, also one that is shared by reference. */
function itemAt(document: JsonObject, listed: Json): JsonObject | undefined {
  const reference = isObject(listed) ? listed['$ref'] : undefined;
  if (reference === undefined) return isObject(listed) ? listed : undefined;
  return /^#\/(paths|components\/pathItems)\//.test(String(reference)) ? deref(document, listed) : undefined;
}

interface Listed {
  readonly servers: Json | undefined;
  readonly host: string;
  /** The keys of what lists them. */
  readonly at: readonly string[];
  readonly pathsUnder: PathsUnder;
}

/**
 * The base path of the production host among these servers. Where that is refused, it is the one that requests would have: to
 * find what else is wrong.
 */
function basePath({ servers, host, at, pathsUnder }: Listed, refuse: Report): string | undefined {
  const listed = Array.isArray(servers) ? servers : [];
  const target = at.length === 0 ? '$' : `$.paths['${at[1]}']${at[2] === undefined ? '' : `.${at[2]}`}`;
  const read = listed.map((server) => readServer(server, host));
  const bases = [...new Set(read.flatMap(({ base }) => (base === undefined ? [] : [base])))];
  const [base] = bases;
  if (bases.length === 1 && base !== undefined) return base;
  const keys = listed.length === 0 ? at : [...at, 'servers'];
  if (bases.length > 1) {
    const named = bases.map((one) => host + one).join(' and ');
    refuse(keys, `servers: ${named} are both the production host; remove all but one in the overlay.`, {
      advice: `decide which one requests go to, and remove each other: - {"target":"${target}.servers[N]","remove":true}`,
    });
    const [fitting = ''] = bases.toSorted((one, other) => pathsUnder(other) - pathsUnder(one));
    return pathsUnder(fitting) > 0 ? fitting : undefined;
  }
  const others = read.map(({ problem }) => problem).join('; ') || 'the document names none';
  // A test server has the base path of the production host.
  const [elsewhere = '', ...more] = [...new Set(read.map(({ otherBase }) => otherBase ?? ''))];
  const assumed = more.length === 0 ? elsewhere : '';
  const url = host + assumed;
  refuse(keys, `servers: none is ${host}, the host that the overlay names in x-server: ${others}.`, {
    add:
      listed.length === 0
        ? { target, update: { servers: [{ url }] } }
        : { target: `${target}.servers`, update: { url } },
  });
  return assumed;
}

interface ReadServer {
  /** Its base path, if it is the production host. */
  readonly base?: string;
  /** Its base path, if it is another host. */
  readonly otherBase?: string;
  readonly problem?: string;
}

function readServer(server: Json, host: string): ReadServer {
  const { url: template, variables } = isObject(server) ? server : {};
  if (typeof template !== 'string') return { problem: 'a server has no url' };
  let unresolved: string | undefined;
  const resolved = template.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    const variable = isObject(variables) ? variables[name] : undefined;
    const value = isObject(variable) ? variable['default'] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') unresolved ??= name;
    return String(value);
  });
  if (unresolved !== undefined) return { problem: `${template} has no default for {${unresolved}}` };
  const url = URL.parse(resolved);
  if (!url) {
    const path = /^\/(?!\/)/.test(resolved) ? URL.parse(resolved, host)?.pathname.replace(/\/+$/, '') : undefined;
    return { problem: `${resolved} is not an absolute URL`, ...(path !== undefined && { otherBase: path }) };
  }
  const { origin, username, password, search, hash, pathname } = url;
  const base = pathname.replace(/\/+$/, '');
  if (origin !== host || username || password) return { problem: `${resolved} is another`, otherBase: base };
  if (search || hash) return { problem: `${resolved} has a query or a fragment` };
  return { base };
}

/** Whether the host and the path together are a URL of that host with exactly that path. */
function isPathOf(host: string, path: string): boolean {
  const filled = path.replaceAll(/\{[^{}/]*\}/g, 'x');
  const url = URL.parse(host + filled);
  return path.startsWith('/') && !path.includes('//') && url?.origin === host && url.pathname === filled;
}
