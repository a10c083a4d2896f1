import {
  BuildError,
  isObject,
  type Json,
  type JsonObject,
  type LocationOf,
  type OverlayFix,
  type SourceFile,
} from '../../shared/document.ts';
import type { Causes } from '../report/causes.ts';
import { readDialect } from '../vendor/dialect.ts';
import { addressedPaths, renamePaths, shapeOf } from '../vendor/path-shapes.ts';
import { joinServers, type Report } from '../vendor/servers.ts';
import { upgrade } from '../vendor/upgrade.ts';
import { actionsWith, type NumberedAction } from './drafts.ts';
import { applyActions, type OverlayAction } from './overlay.ts';

type Keys = readonly (string | number)[];

/** A document seen through its overlay: the vendor's habits and names are gone, and our additions are there. */
export interface Overlaid {
  readonly document: JsonObject;
  /** Whether its paths are those of the production host. */
  readonly isServed: boolean;
  readonly actions: readonly OverlayAction[];
  /**
   * Actions that match nothing. The caller must refuse the document then, so that a new vendor document
   * cannot silently lose what we know of an operation.
   */
  readonly unmatched: readonly OverlayAction[];
  readonly locationOf: LocationOf;
}

/**
 * Applies an overlay, with edits that are drafted for it, and gives OpenAPI 3.1. Its actions that change `servers` come first;
 * then paths are joined to the production host and take the names that the overlay uses; then come the other actions.
 */
export function applyOverlay(
  source: SourceFile,
  overlay: SourceFile,
  causes: Causes,
  drafts: readonly OverlayFix[] = [],
): Overlaid {
  if (!Array.isArray(overlay.value['actions'])) {
    throw new BuildError(`${overlay.locationOf(['actions'])} actions: expected a list.`);
  }
  const all = actionsWith(overlay.value['actions'], drafts);
  const original = structuredClone(source.value);
  const early = applyActions(original, overlay, all, changesServers);
  // Ours is written in OpenAPI 3.1.
  const read = upgrade(readDialect(original), source.locationOf);
  const report: Report = (keys, message, { add, advice }) =>
    causes.error(`${source.locationOf(keys)} ${message}`, {
      advice,
      fix: add && { overlay: overlay.file, add },
    });
  const host = hostOf(overlay);
  const addressed = addressedPaths(targetsOf(all));
  const known = new Set(addressed.map(shapeOf));
  const pathsUnder = (base: string) =>
    Object.keys(read['paths'] ?? {}).filter((path) => known.has(shapeOf(base + path))).length;
  const joined = joinServers(read, host, pathsUnder, report);
  const paths = joined?.paths ?? read['paths'];
  const { paths: renamed, origins } = renamePaths(
    read,
    { paths: isObject(paths) ? paths : {}, origins: joined?.origins ?? new Map() },
    addressed,
    report,
  );
  const document = {
    ...withoutPathItems(read),
    ...(joined && { servers: servedBy(host, read['servers']) }),
    paths: renamed,
  };
  const late = applyActions(document, overlay, all, (...action) => !changesServers(...action));
  const actions = [...early, ...late].sort((one, other) => one.number - other.number);
  const removed = late.flatMap(({ removes, matches }) => (removes ? matches : []));
  return {
    document,
    isServed: joined !== undefined,
    actions,
    unmatched: actions.filter(({ number, matches }) => number > 0 && matches.length === 0),
    locationOf: (keys) =>
      overlayLocation(overlay, all, keys) ?? source.locationOf(originOf(beforeRemovals(keys, removed), origins)),
  };
}

/** The keys of a node before items were taken out of the lists that it is in. */
function beforeRemovals(keys: Keys, removed: readonly Keys[]): Keys {
  return removed.reduceRight<Keys>((now, taken) => {
    const depth = taken.length - 1;
    const index = taken[depth];
    const isWithin = now.length > depth && taken.slice(0, depth).every((key, at) => String(key) === String(now[at]));
    if (typeof index !== 'number' || !isWithin || Number(now[depth]) < index) return now;
    return now.map((key, at) => (at === depth ? Number(key) + 1 : key));
  }, keys);
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

function targetsOf(actions: readonly NumberedAction[]): string[] {
  return actions.map(({ action }) => (isObject(action) ? String(action['target']) : ''));
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

function originOf(keys: Keys, origins: ReadonlyMap<string, string>): Keys {
  const [group, path, ...rest] = keys;
  const origin = group === 'paths' ? origins.get(String(path)) : undefined;
  return origin === undefined ? keys : ['paths', origin, ...rest];
}

/** The location in the overlay that added these keys, if the overlay did. */
function overlayLocation(overlay: SourceFile, all: readonly NumberedAction[], keys: Keys): string | undefined {
  const actions = all.flatMap(({ action, number }) => (number > 0 && isObject(action) ? [{ action, number }] : []));
  const [group, path, method, ...rest] = keys;
  const target = (action: JsonObject) => String(action['target']).replaceAll('"', "'");
  const targets = [
    `$.${group}['${path}'].${method}`,
    `$['${group}']['${path}']['${method}']`,
    `$.${group}.${path}.${method}`,
  ];
  const own = actions.find(({ action }) => targets.includes(target(action)) && exists(action['update'], rest));
  if (own && rest.length > 0) return overlay.locationOf(['actions', own.number - 1, 'update', ...rest]);
  const whole = actions.find(({ action }) => target(action) === '$' && exists(action['update'], keys));
  return whole && keys.length > 0 ? overlay.locationOf(['actions', whole.number - 1, 'update', ...keys]) : undefined;
}

function exists(value: unknown, keys: Keys): boolean {
  return keys.every((key) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string | number, unknown>)[key];
    return true;
  });
}
