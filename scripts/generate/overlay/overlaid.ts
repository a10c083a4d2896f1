import {
  BuildError,
  isObject,
  type Json,
  type JsonObject,
  type LocationOf,
  type SourceFile,
} from '../../shared/document.ts';
import type { Causes } from '../causes.ts';
import { upgrade } from '../upgrade.ts';
import { readDialect } from '../vendor/dialect.ts';
import { addressedPaths, renamePaths } from '../vendor/path-shapes.ts';
import { joinServers, type Report } from '../vendor/servers.ts';
import { applyActions, type OverlayAction } from './overlay.ts';

/** A document seen through its overlay: the vendor's habits and names are gone, and our additions are there. */
export interface Overlaid {
  readonly document: JsonObject;
  readonly actions: readonly OverlayAction[];
  /**
   * Actions that match nothing. The caller must refuse the document then, so that a new vendor document
   * cannot silently lose what we know of an operation.
   */
  readonly unmatched: readonly OverlayAction[];
  readonly locationOf: LocationOf;
}

/**
 * Applies an overlay, and gives OpenAPI 3.1. Its actions that change `servers` come first; then paths are joined to the production host and take
 * the names that the overlay uses; then come the other actions.
 */
export function applyOverlay(source: SourceFile, overlay: SourceFile, causes: Causes): Overlaid {
  const original = structuredClone(source.value);
  const early = applyActions(original, overlay, changesServers);
  // Ours is written in OpenAPI 3.1.
  const read = upgrade(readDialect(original), source.locationOf);
  const report: Report = (keys, message, { add, advice }) =>
    causes.error(`${source.locationOf(keys)} ${message}`, {
      advice,
      fix: add && { overlay: overlay.file, add },
    });
  const host = hostOf(overlay);
  const joined = joinServers(read, host, report);
  const paths = joined?.paths ?? read['paths'];
  const { paths: renamed, origins } = renamePaths(
    read,
    { paths: isObject(paths) ? paths : {}, origins: joined?.origins ?? new Map() },
    addressedPaths(targetsOf(overlay)),
    report,
  );
  const document = {
    ...withoutPathItems(read),
    ...(joined && { servers: servedBy(host, read['servers']) }),
    paths: renamed,
  };
  const late = applyActions(document, overlay, (...action) => !changesServers(...action));
  const actions = [...early, ...late].sort((one, other) => one.number - other.number);
  return {
    document,
    actions,
    unmatched: actions.filter(({ matches }) => matches.length === 0),
    locationOf: (keys) => overlayLocation(overlay, keys) ?? source.locationOf(originOf(keys, origins)),
  };
}

/** Shared path items are part of `paths` by now. Left beside it, their operations would be there twice. */
function withoutPathItems(document: JsonObject): JsonObject {
  const { components, webhooks } = document;
  if (!isObject(components) || JSON.stringify(webhooks ?? {}).includes('#/components/pathItems/')) return document;
  const { pathItems: _, ...others } = components;
  return { ...document, components: others };
}

/** Whether an action adds or changes servers, of which the others see only the host. */
function changesServers(target: string, update: Json): boolean {
  if (isObject(update) && 'servers' in update) return true;
  return /[.'"[]servers\b['"]?\]?(\[[^\]]*\])?$/.test(target);
}

function targetsOf(overlay: SourceFile): string[] {
  const { actions } = overlay.value;
  return (Array.isArray(actions) ? actions : []).map((action) => (isObject(action) ? String(action['target']) : ''));
}

/** The only host that the client sends credentials to. */
function hostOf(overlay: SourceFile): string {
  const named = overlay.value['x-server'];
  const url = typeof named === 'string' ? URL.parse(named) : null;
  if (url?.protocol === 'https:' && url.origin === named) return named;
  const at = overlay.locationOf(named === undefined ? [] : ['x-server']);
  throw new BuildError(
    `${at} x-server is ${JSON.stringify(named)}; expected the production host: https://api.example.com`,
  );
}

function servedBy(host: string, servers: Json | undefined): Json[] {
  const [first] = Array.isArray(servers) ? servers : [];
  return [isObject(first) && first['url'] === host ? first : { url: host }];
}

function originOf(
  keys: readonly (string | number)[],
  origins: ReadonlyMap<string, string>,
): readonly (string | number)[] {
  const [group, path, ...rest] = keys;
  const origin = group === 'paths' ? origins.get(String(path)) : undefined;
  return origin === undefined ? keys : ['paths', origin, ...rest];
}

/** The location in the overlay that added these keys, if the overlay did. */
function overlayLocation(overlay: SourceFile, keys: readonly (string | number)[]): string | undefined {
  const actions = (overlay.value['actions'] ?? []) as JsonObject[];
  const [group, path, method, ...rest] = keys;
  const target = (action: JsonObject) => String(action['target']).replaceAll('"', "'");
  const targets = [
    `$.${group}['${path}'].${method}`,
    `$['${group}']['${path}']['${method}']`,
    `$.${group}.${path}.${method}`,
  ];
  const index = actions.findIndex((action) => targets.includes(target(action)) && exists(action['update'], rest));
  if (index >= 0 && rest.length > 0) return overlay.locationOf(['actions', index, 'update', ...rest]);
  const whole = actions.findIndex((action) => target(action) === '$' && exists(action['update'], keys));
  return whole < 0 || keys.length === 0 ? undefined : overlay.locationOf(['actions', whole, 'update', ...keys]);
}

function exists(value: unknown, keys: readonly (string | number)[]): boolean {
  return keys.every((key) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string | number, unknown>)[key];
    return true;
  });
}
