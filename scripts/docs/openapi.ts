/** The parts of an OpenAPI document that a page shows. */
interface Document {
  readonly info: { readonly title: string; readonly description?: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-status'?: string;
  readonly 'x-retry'?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses?: Readonly<Record<string, Body & { readonly description?: string }>>;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

/** Renders an OpenAPI document as a Markdown page: every operation and every schema. */
export function openapiPage(document: Document): string {
  const { info, servers = [], paths, webhooks = {}, components = {} } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) => operationsOf(document, path, methods));
  const hooks = Object.entries(webhooks).flatMap(([name, methods]) => operationsOf(document, name, methods));
  const schemas = Object.entries(components.schemas ?? {}).map(([name, schema]) => schemaSection(name, schema));
  return [
    `# ${info.title}`,
    inline(info.description),
    servers.map(({ url }) => `Server: \`${url}\``).join('\n'),
    '## Operations',
    ...operations,
    ...(hooks.length > 0 ? ['## Webhooks', ...hooks] : []),
    '## Schemas',
    ...schemas,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function operationsOf(document: Document, path: string, methods: Readonly<Record<string, Operation>>): string[] {
  return Object.entries(methods)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => operationSection(document, path, method, operation));
}

function operationSection(document: Document, path: string, method: string, operation: Operation): string {
  const { operationId = path, summary, description, parameters = [], requestBody, responses = {} } = operation;
  const marks = [operation['x-status'], operation['x-retry'] && `after a failure: ${operation['x-retry']}`];
  const rows = parameters.map((unresolved) => {
    const { name, in: place, required, schema, description: text } = follow(document, unresolved);
    return `| \`${name}\` | ${place} | ${typeOf(schema)} | ${required ? 'yes' : ''} | ${cell(text)} |`;
  });
  return [
    `### ${operationId}`,
    `\`${method.toUpperCase()} ${path}\``,
    inline(summary),
    inline(description),
    marks.filter(Boolean).join(' · '),
    rows.length > 0 ? ['| parameter | in | type | required | |', '|---|---|---|---|---|', ...rows].join('\n') : '',
    requestBody ? `Request: ${bodyType(document, requestBody)}` : '',
    [
      '| status | | response |',
      '|---|---|---|',
      ...Object.entries(responses).map(([status, response]) => {
        const resolved = follow(document, response);
        return `| ${status} | ${cell(resolved.description)} | ${bodyType(document, resolved)} |`;
      }),
    ].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function schemaSection(name: string, schema: Schema): string {
  const parts = [schema, ...(schema.allOf ?? [])];
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const rows = parts.flatMap((part) =>
    Object.entries(part.properties ?? {}).map(
      ([field, value]) =>
        `| \`${field}\` | ${typeOf(value)} | ${required.has(field) ? 'yes' : ''} | ${cell(value.description)} |`,
    ),
  );
  return [
    `### ${name}`,
    inline(schema.description),
    rows.length > 0 ? ['| field | type | required | |', '|---|---|---|---|', ...rows].join('\n') : typeOf(schema),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function bodyType(document: Document, unresolved: Body): string {
  const [media] = Object.entries(follow(document, unresolved).content ?? {});
  return media ? typeOf(media[1].schema) : '';
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  const name = schema.$ref?.split('/').at(-1);
  if (name) return `[${name}](#${name.toLowerCase()})`;
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return choices.map(typeOf).filter(Boolean).join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return [schema.type ?? 'anything'].flat().join(' or ');
}

function follow<T extends { readonly $ref?: string }>(document: Document, node: T): T {
  if (node.$ref === undefined) return node;
  const keys = node.$ref.slice(2).split('/');
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document) as T;
}

/** Escapes text, so that it is neither HTML nor a template. */
function inline(text = ''): string {
  return text.trim().replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;');
}

function cell(text = ''): string {
  return inline(text)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
