import { copyFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateFrom, runGenerate } from '../../scripts/generate/index.ts';
import { merge, mergeSources } from '../../scripts/generate/merge/merge.ts';
import { checkReferences } from '../../scripts/generate/merge/references.ts';
import { parseSource, readSource, type SourceFile } from '../../scripts/shared/document.ts';
import { compareDocuments } from '../../scripts/spec/compare/compare.ts';
import { runDiff } from '../../scripts/spec/diff.ts';
import { runPull } from '../../scripts/spec/pull.ts';
import { document, documentsIn, folder, type Loose } from './documents.ts';
import { smallDocument, sourcesOf } from './hostile-document.ts';
import { inProcess } from './in-process.ts';

const SECRET = 'texts-of-a-file-that-must-not-be-read';
const ORDERS = '/orders/{id}';

const UNREAD = new Date('2001-01-01');

const fetched: string[] = [];
const server = createServer((request, response) => {
  fetched.push(request.url ?? '');
  response.end(JSON.stringify({ type: 'string', const: SECRET }));
});
const { overlay } = sourcesOf(smallDocument());
const genuine = sourceWith(() => undefined);

let host: string;
let temporary: Awaited<ReturnType<typeof folder>>;
let secret: string;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  temporary = await folder();
  secret = join(temporary.path, 'secret.json');
  await writeFile(secret, JSON.stringify({ type: 'string', const: SECRET }));
  // Once it is read, it has another time of access (where the file system keeps one).
  await utimes(secret, UNREAD, new Date('2002-01-01'));
});

afterAll(async () => {
  server.close();
  await temporary[Symbol.asyncDispose]();
});

/** Each puts a reference into a place where some tool follows one. */
const PLACES: Record<string, (document: Loose, reference: string) => unknown> = {
  'a schema': (d, to) => (schemasOf(d).Order.properties.status = { $ref: to }),
  'a property named value': (d, to) => (schemasOf(d).Order.properties.value = { $ref: to }),
  'a property named example': (d, to) => (schemasOf(d).Order.properties.example = { $ref: to }),
  'a property named default': (d, to) => (schemasOf(d).Order.properties.default = { $ref: to }),
  'a property named x-note': (d, to) => (schemasOf(d).Order.properties['x-note'] = { $ref: to }),
  'the example of a schema': (d, to) => (schemasOf(d).Order.example = { $ref: to }),
  'the examples of a schema': (d, to) => (schemasOf(d).Order.examples = [{ deep: { $ref: to } }]),
  'the default of a schema': (d, to) => (schemasOf(d).Order.default = { $ref: to }),
  'the const of a schema': (d, to) => (schemasOf(d).Order.const = { $ref: to }),
  'an example of a request': (d, to) => (exampleOf(d).value = { $ref: to }),
  'an example itself': (d, to) => replace(exampleOf(d), { $ref: to }),
  'the external value of an example': (d, to) => replace(exampleOf(d), { externalValue: to }),
  'the mapping of a discriminator': (d, to) =>
    (schemasOf(d).Order.discriminator = { propertyName: 'status', mapping: { paid: to } }),
  'a dynamic reference': (d, to) => (schemasOf(d).Order.properties.status = { $dynamicRef: to }),
  'a path': (d, to) => (d.paths['/more'] = { $ref: to }),
  'a parameter': (d, to) => d.paths[ORDERS].post.parameters.push({ $ref: to }),
  'a response': (d, to) => (d.paths[ORDERS].post.responses['200'] = { $ref: to }),
  'a header': (d, to) => (d.paths[ORDERS].post.responses['200'].headers = { 'x-note': { $ref: to } }),
  'a link': (d, to) => (d.paths[ORDERS].post.responses['200'].links = { next: { operationRef: to } }),
  'a webhook': (d, to) => (d.webhooks.more = { $ref: to }),
  'what describes the document': (d, to) => (d.info.description = { $ref: to }),
};

const TARGETS: Record<string, () => string> = {
  'a URL': () => `${host}/schema.json`,
  'a URL with a pointer': () => `${host}/schema.json#/components/schemas/Order`,
  'a URL without a scheme': () => `//${host.slice('http://'.length)}/schema.json`,
  'a URL of a file': () => pathToFileURL(secret).href,
  'an absolute path': () => secret,
  'a relative path': () => `./${relative('.', secret)}`,
  'a relative path with a pointer': () => `${relative('.', secret)}#/const`,
  'the name of a file': () => 'package.json',
  'the empty text': () => '',
};

describe.each(Object.entries(PLACES))('a reference that leaves the document is never followed: from %s', (_, put) => {
  test.each(Object.entries(TARGETS))('to %s', async (_, target) => {
    const source = sourceWith((d) => put(d, target()));
    const refused = /^hostile\.json:1:\d+ \S+ .* leads outside the document/;
    const { document, causes, locationOf } = merge(source, overlay);
    expect(causes.errors.map(({ message }) => message)).toEqual([expect.stringMatching(refused)]);
    // Nothing else is reported of what could be there, and no tool that reads the rest finds it.
    expect(() => checkReferences(document, { locationOf, overlay: overlay.file })).not.toThrow();
    await expect(compareDocuments('checkout', genuine, source, overlay)).rejects.toThrow(refused);
    await expect(compareDocuments('checkout', source, genuine, overlay)).rejects.toThrow(refused);
    await expectUntouched();
  });
});

test.each(Object.entries(TARGETS))(
  'the rest of a document is checked without what is outside it: to %s',
  async (_, target) => {
    const source = sourceWith((d) => {
      for (const put of Object.values(PLACES)) put(d, target());
      d.paths[ORDERS].post.tags = 'orders';
      d.webhooks.order.post.security = [];
    });
    const { causes } = await mergeSources(source, overlay);
    const others = causes.errors.filter(({ message }) => !message.includes('leads outside the document'));
    expect(others.map(({ message }) => message)).toEqual([
      expect.stringMatching(/Expected type `array` but got `string`/),
    ]);
    await expectUntouched();
  },
);

test('generate, spec:pull and spec:diff fail with one problem, and fetch and read nothing', {
  timeout: 60_000,
}, async () => {
  await using own = await folder();
  const openapi = await documentsIn(own.path, {
    change: (d) => (d.components.schemas.Order.properties.value = { $ref: `${host}/schema.json` }),
  });
  const file = join(own.path, 'hostile.yaml');
  await copyFile(join(openapi, 'checkout.yaml'), file);
  for (const [code, run, ...args] of [
    [1, inProcess(runGenerate), '--openapi', openapi, '--out', join(own.path, 'out')],
    [1, inProcess(runPull), file, '--dry-run'],
    [2, inProcess(runDiff, 2), file],
  ] as const) {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(
      /^\S+:\d+:\d+ \$ref http\S+ leads outside the document; [^\n]*\n {4}what to do: bundle [^\n]*\n$/,
    );
  }
  expect(await readdir(own.path)).not.toContain('out');
  await expectUntouched();
});

test('data that only looks like a reference is generated unchanged, and followed by no tool', {
  timeout: 60_000,
}, async () => {
  const source = sourceWith((d) => {
    const { Order } = schemasOf(d);
    Order.properties.$ref = { type: 'string', description: `$ref: ${host}/description` };
    Order.properties.url = { type: 'string', const: `${host}/const`, default: `file://${secret}` };
    Order.properties.kind = {
      oneOf: [{ $ref: '#/components/schemas/OrderSummary' }],
      discriminator: { propertyName: 'id', mapping: { one: '#/components/schemas/OrderSummary' } },
    };
    // Dropped, with all that is in it.
    Order['x-note'] = { deep: [{ $ref: `${host}/schema.json` }] };
    d['x-note'] = { $ref: secret };
    Order.externalDocs = { url: `${host}/docs` };
    d.externalDocs = { url: `${host}/docs` };
    d.info.termsOfService = `${host}/terms`;
    d.jsonSchemaDialect = `${host}/dialect`;
    Order.$id = `${host}/id`;
    Order.$schema = `${host}/schema`;
    Order.$comment = `${host}/comment`;
  }, document('checkout'));
  const ours = readSource('openapi/checkout.overlay.yaml');
  const merged = await mergeSources(source, ours);
  const { files } = await generateFrom('checkout', merged);
  expect([...files.values()].join('')).not.toContain(SECRET);
  await compareDocuments('checkout', readSource('openapi/checkout.yaml'), source, ours);
  await expectUntouched();
});

test('an endless chain of references is refused', () => {
  const chain = { openapi: '3.1.0', paths: {}, components: { schemas: {} as Loose } };
  for (let link = 0; link < 2000; link++) {
    chain.components.schemas[`L${link}`] = { properties: { next: { $ref: `#/components/schemas/L${link + 1}` } } };
  }
  chain.components.schemas.L2000 = { type: 'string' };
  const none = parseSource('x-server: https://api.example.com\nactions: []', 'hostile.overlay.yaml');
  expect(() => merge(parseSource(JSON.stringify(chain), 'hostile.json'), none)).toThrow(
    /^hostile\.json:1:\d+ the document expands to more than 500 levels through its \$refs\.$/,
  );
});

async function expectUntouched(): Promise<void> {
  expect(fetched, 'fetched').toEqual([]);
  expect((await stat(secret)).atimeMs, 'read').toBe(UNREAD.getTime());
}

function sourceWith(change: (document: Loose) => unknown, document = smallDocument()): SourceFile {
  change(document);
  return parseSource(JSON.stringify(document), 'hostile.json');
}

function schemasOf(d: Loose): Loose {
  return d.components.schemas;
}

function exampleOf(d: Loose): Loose {
  const media = d.paths[ORDERS].post.requestBody.content['application/json'];
  media.examples ??= { one: { value: {} } };
  return media.examples.one;
}

function replace(target: Loose, by: Loose): void {
  for (const name of Object.keys(target)) delete target[name];
  Object.assign(target, by);
}
