import type { IConfiguration } from 'dependency-cruiser';

type Rule = NonNullable<IConfiguration['forbidden']>[number];

/**
 * What each part of the package may import from the others, from the top to the bottom; type-only imports count. A part
 * that is not listed here may be imported by nobody and imports nothing, so a new folder begins with a line.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/cli': [
    'src/checkout',
    'src/recurring-billing',
    'src/auth',
    'src/errors',
    'src/wire',
    'src/sandbox/index.ts',
    'src/testing',
  ],
  'src/sandbox': ['src/auth', 'src/money', 'src/errors', 'src/wire', 'generated'],
  'src/testing': ['src/webhooks', 'src/money', 'src/errors', 'src/wire', 'generated'],
  'src/undici': ['src/http'],
  'src/opentelemetry': ['src/runtime/events.ts', 'src/http', 'src/errors'],
  'src/billing': ['src/recurring-billing', 'src/runtime', 'src/money', 'src/errors', 'src/wire'],
  // What a state in a store is made of: the client's own interfaces.
  'src/redis': ['src/runtime', 'src/webhooks/inbox', 'src/auth', 'src/http', 'src/errors', 'src/wire'],
  'src/sql': ['src/runtime', 'src/webhooks/inbox', 'src/auth', 'src/errors', 'src/wire'],
  'src/index.ts': ['src/checkout', 'src/recurring-billing', 'src/runtime', 'src/auth', 'src/money', 'src/errors'],
  'src/checkout': ['src/runtime', 'src/auth', 'src/money', 'src/errors', 'src/wire', 'generated'],
  'src/recurring-billing': [
    'src/runtime',
    'src/webhooks',
    'src/auth',
    'src/money',
    'src/errors',
    'src/wire',
    'generated',
  ],
  'src/runtime': [
    'src/webhooks/inbox/inbox.ts',
    'src/webhooks/inbox/memory-inbox.ts',
    'src/auth',
    'src/http',
    'src/money',
    'src/errors',
    'src/wire',
    'generated',
  ],
  'src/webhooks': ['src/auth', 'src/errors', 'src/wire', 'generated'],
  'src/auth': ['src/http', 'src/errors', 'src/wire'],
  'src/http': ['src/errors'],
  'src/money': ['src/errors', 'src/wire', 'generated'],
  'src/errors': ['src/wire', 'generated'],
  'src/wire': [],
  generated: [],
};

/** The same for the steps of `npm run generate`: index.ts runs them, from `merge` to `code`. */
const GENERATE_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'scripts/generate/index.ts': ['scripts/generate'],
  'scripts/generate/merge': ['scripts/generate/overlay', 'scripts/generate/document', 'scripts/generate/report'],
  'scripts/generate/overlay': [
    'scripts/generate/operations',
    'scripts/generate/vendor',
    'scripts/generate/document',
    'scripts/generate/report',
  ],
  'scripts/generate/code': ['scripts/generate/operations', 'scripts/generate/document'],
  'scripts/generate/operations': ['scripts/generate/document', 'scripts/generate/report'],
  'scripts/generate/vendor': ['scripts/generate/document'],
  'scripts/generate/document': ['scripts/generate/report'],
  'scripts/generate/report': [],
};

/** Packages that one part alone knows, so that each can be replaced there. */
const KNOWN_TO: Readonly<Record<string, readonly string[]>> = {
  'openapi-fetch': ['src/runtime/call'],
  ky: ['src/runtime/retry'],
  valibot: ['src/runtime/validation', 'generated'],
  undici: ['src/undici'],
  '@opentelemetry/api': ['src/opentelemetry'],
  hono: ['src/sandbox'],
  '@hono/node-server': ['src/sandbox/platform/node'],
  ajv: ['src/sandbox'],
  '@modelcontextprotocol/sdk': ['src/cli/mcp'],
};

/** Where Node is needed. Everything else runs in browsers and workers, and asks for Node's modules when it runs. */
const ON_NODE = ['src/cli', 'src/sandbox/platform/node', 'src/undici'];

const inside = (parts: readonly string[]) => `^(${parts.map((part) => part.replaceAll('.', '\\.')).join('|')})(/|$)`;
const packages = (names: readonly string[]) => `^node_modules/(${names.join('|')})/`;

const layerRule = ([part, below]: readonly [string, readonly string[]]): Rule => ({
  name: `layer-of-${part}`,
  comment: `${part} imports from ${below.join(', ') || 'no other part'} only.`,
  severity: 'error',
  from: { path: inside([part]) },
  to: { pathNot: [inside([part, ...below]), '^node_modules/'], dependencyTypesNot: ['core'] },
});

const config: IConfiguration = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Modules that import each other are one module, or have a third in them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'listed-parts',
      comment: 'Give the part its line in MAY_IMPORT (layers.config.ts).',
      severity: 'error',
      from: { path: '^(src|generated)/', pathNot: inside(Object.keys(MAY_IMPORT)) },
      to: {},
    },
    ...Object.entries(MAY_IMPORT).map(layerRule),
    {
      name: 'listed-steps',
      comment: 'Give the step its line in GENERATE_MAY_IMPORT (layers.config.ts).',
      severity: 'error',
      from: { path: '^scripts/generate/', pathNot: inside(Object.keys(GENERATE_MAY_IMPORT)) },
      to: {},
    },
    ...Object.entries(GENERATE_MAY_IMPORT).map(([part, below]) =>
      layerRule([part, [...below, 'scripts/shared', 'src']]),
    ),
    ...Object.entries(KNOWN_TO).map(
      ([name, parts]): Rule => ({
        name: `who-knows-${name}`,
        comment: `${name} is imported in ${parts.join(' and ')} alone.`,
        severity: 'error',
        from: { path: '^(src|generated)/', pathNot: inside(parts) },
        to: { path: packages([name]) },
      }),
    ),
    {
      name: 'listed-packages',
      comment: 'What is imported at run time stands in KNOWN_TO, with the part that may.',
      severity: 'error',
      from: { path: '^(src|generated)/' },
      to: { path: '^node_modules/', pathNot: packages(Object.keys(KNOWN_TO)), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'who-knows-the-platform',
      comment: 'The sandbox runs in browsers too: it is given its platform, and only startSandbox chooses Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/sandbox/platform/node/', '^src/sandbox/start-sandbox\\.ts$'] },
      to: { path: '^src/sandbox/platform/node/' },
    },
    {
      name: 'runs-without-node',
      comment:
        "Node's modules are asked for by process.getBuiltinModule here, so that bundles for browsers can be made.",
      severity: 'error',
      from: { path: '^(src|generated)/', pathNot: inside(ON_NODE) },
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '^node_modules/' },
    // What the benchmark and the examples install for themselves.
    exclude: { path: '^.+/node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
export default config;
