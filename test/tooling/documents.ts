import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

export type Api = 'checkout' | 'recurring-billing';

// A document is walked by name here, deep and without a type: a wrong name throws, which is what a test wants.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Loose = any;

const documents = new Map<Api, string>();

/** The committed document, as a value that may be changed; with the webhooks that its overlay holds for it. */
export function document(api: Api): Loose {
  const known = documents.get(api) ?? JSON.stringify(withOwnWebhooks(api));
  documents.set(api, known);
  return JSON.parse(known);
}

function withOwnWebhooks(api: Api): Loose {
  const value = parse(readFileSync(`openapi/${api}.yaml`, 'utf8'));
  const { webhooks, components = {} } = ownWebhooks(api);
  if (webhooks) value.webhooks = webhooks;
  for (const [group, members] of Object.entries<Loose>(components)) Object.assign(value.components[group], members);
  return value;
}

/** The webhooks and their components that an overlay holds for a document without any. */
function ownWebhooks(api: Api): Loose {
  const overlay = parse(readFileSync(`openapi/${api}.overlay.yaml`, 'utf8'));
  return overlay.actions.find((action: Loose) => action['x-unless'] === '$.webhooks.*')?.update ?? {};
}

/** Takes the webhooks out of a document, with all that only they use. */
function withoutWebhooks(d: Loose): void {
  delete d.webhooks;
  for (const [group, members] of Object.entries<Loose>(ownWebhooks('checkout').components)) {
    for (const name of Object.keys(members)) delete d.components[group]?.[name];
  }
}

/** A folder of its own, deleted with the test. */
export async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'paysera-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Copies `openapi/` into a folder, with one document or overlay changed. */
export async function documentsIn(
  path: string,
  changes: { api?: Api; change?: (document: Loose) => unknown; overlay?: (overlay: Loose) => unknown } = {},
): Promise<string> {
  const to = join(path, 'openapi');
  await cp('openapi', to, { recursive: true });
  const { api = 'checkout', change, overlay } = changes;
  if (change) await rewrite(join(to, `${api}.yaml`), document(api), change);
  const file = join(to, `${api}.overlay.yaml`);
  if (overlay) await rewrite(file, parse(await readFile(file, 'utf8')), overlay);
  return to;
}

async function rewrite(file: string, value: Loose, change: (value: Loose) => unknown): Promise<void> {
  change(value);
  await writeFile(file, stringify(value, { aliasDuplicateObjects: false }));
}

/** Every file below a folder, with what it holds. */
export async function contents(path: string): Promise<Record<string, string>> {
  const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const pairs = files.map(async (file) => {
    const full = join(file.parentPath, file.name);
    return [full.slice(path.length + 1), await readFile(full, 'utf8')] as const;
  });
  return Object.fromEntries((await Promise.all(pairs)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Says a 3.1 document in the words of 3.0. */
export function toOpenApi30(d: Loose): void {
  d.openapi = '3.0.3';
  withoutWebhooks(d);
  delete d.info.summary;
  const visit = (node: Loose): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node.type)) {
      const types = node.type.filter((type: string) => type !== 'null');
      if (types.length < node.type.length) node.nullable = true;
      if (types.length === 1) node.type = types[0];
      else {
        delete node.type;
        node.anyOf = types.map((type: string) => ({ type }));
      }
    }
    if (Array.isArray(node.examples)) {
      node.example = node.examples[0];
      delete node.examples;
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(d);
}
