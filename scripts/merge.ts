import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BuildError, type JsonObject, keysOf, readSource, type SourceFile } from './document.ts';
import type { Place } from './operations.ts';
import { applyOverlay } from './overlay.ts';

/** A document with its overlay applied, linted and bundled into one. */
export interface MergedDocument {
  readonly document: JsonObject;
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  readonly place: Place;
}

/** overlay → lint → bundle. */
export async function mergeDocument(documentPath: string, overlayPath: string): Promise<MergedDocument> {
  const source = readSource(documentPath);
  const overlay = readSource(overlayPath);
  if (typeof source.value['openapi'] !== 'string') {
    throw new BuildError(`${source.file}:1:1 is not an OpenAPI document: it has no \`openapi:\` version.`);
  }
  const merged = applyOverlay(source, overlay);
  const place: Place = (keys) =>
    stands(source.value, keys) ? source.place(keys) : overlayPlace(source, overlay, keys);
  const folder = await mkdtemp(join(tmpdir(), 'paysera-merge-'));
  try {
    const path = join(folder, 'merged.json');
    await writeFile(path, JSON.stringify(merged));
    const [document] = await Promise.all([bundle(path, folder), lint(path, place)]);
    return { document, source, overlay, place };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Problem {
  readonly message: string;
  readonly severity: string;
  readonly ruleId: string;
  readonly location: readonly { readonly pointer?: string }[];
}

async function lint(path: string, place: Place): Promise<void> {
  const report = JSON.parse(await redocly(['lint', path, '--format=json', '--max-problems=1000'])) as {
    problems: Problem[];
  };
  const [first] = report.problems;
  if (!first) return;
  const more = report.problems.length > 1 ? ` (and ${report.problems.length - 1} more)` : '';
  const message = first.message.replaceAll(/\s+/g, ' ').trim();
  throw new BuildError(`${place(keysOf(first.location[0]?.pointer ?? ''))} ${message} [${first.ruleId}]${more}`);
}

async function bundle(path: string, folder: string): Promise<JsonObject> {
  const out = join(folder, 'bundled.json');
  await redocly(['bundle', path, '--output', out]);
  return JSON.parse(await readFile(out, 'utf8')) as JsonObject;
}

const cli = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin', 'cli.js');

/** Redocly's command line: it exits 1 when it has found problems, and then its report is on standard output. */
async function redocly(args: string[]): Promise<string> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const command = [cli, ...args, '--config=redocly.yaml'];
  try {
    return (await promisify(execFile)(process.execPath, command, { env, maxBuffer: 1 << 28 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    if (stdout?.trimStart().startsWith('{')) return stdout;
    throw new BuildError(`redocly ${args[0]}: ${(stderr || String(error)).trim().split('\n')[0]}`);
  }
}

function stands(value: unknown, keys: readonly (string | number)[]): boolean {
  return keys.every((key) => {
    if (typeof value !== 'object' || value === null || !(key in value)) return false;
    value = (value as Record<string | number, unknown>)[key];
    return true;
  });
}

/** The place in the overlay that put these keys there; the document's nearest place when it was not the overlay. */
function overlayPlace(source: SourceFile, overlay: SourceFile, keys: readonly (string | number)[]): string {
  const actions = (overlay.value['actions'] ?? []) as JsonObject[];
  const [group, path, method, ...rest] = keys;
  const target = (action: JsonObject) => String(action['target']).replaceAll('"', "'");
  const wanted = [
    `$.${group}['${path}'].${method}`,
    `$['${group}']['${path}']['${method}']`,
    `$.${group}.${path}.${method}`,
  ];
  const index = actions.findIndex((action) => wanted.includes(target(action)) && stands(action['update'], rest));
  return index < 0 ? source.place(keys) : overlay.place(['actions', index, 'update', ...rest]);
}
