import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS_PAGE, withSettingsTable } from '../../scripts/docs/settings-table.ts';
import { type Option, variableOf } from '../../src/cli/help/options.ts';
import { SETTINGS, VARIABLES } from '../../src/cli/sandbox/settings.ts';
import { codeBlocks, repository } from '../support/code-blocks.ts';

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly command?: string;
}

const read = (path: string) => readFile(join(repository, path), 'utf8');
const page = await readFile(SETTINGS_PAGE, 'utf8');
const yaml = codeBlocks('docs/sandbox-in-any-language.md', page).filter(({ language }) => language === 'yaml');
const dockerfile = (await read('Dockerfile')).replaceAll(/^#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
const instructions = dockerfile.trim().split(/\n+/);
const of = (instruction: string) => instructions.filter((line) => line.startsWith(`${instruction} `));
const settingOf = new Map<string, Option>(
  Object.entries(SETTINGS).map(([name, setting]) => [variableOf(VARIABLES, name), setting]),
);
/** The variables that the image sets. */
const imageEnv = new Map(
  of('ENV').flatMap((line) => [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value])),
);

/** Which of the variables the sandbox does not know, or not with this value. */
function refused(env: Iterable<readonly [string, string]>): string[] {
  return [...env]
    .filter(([name, value]) => {
      const setting = settingOf.get(name);
      if (!setting) return true;
      return setting.value === undefined
        ? value !== 'true'
        : setting.expects && !setting.expects.accepts(String(value));
    })
    .map(([name, value]) => `${name}=${value}`);
}

/** The services of each example that are the sandbox, with the names they are called by. */
const sandboxes = yaml.flatMap(({ at, code }) => {
  const { services, jobs } = parse(code);
  const all: Record<string, Service> = services ?? Object.values<{ services?: object }>(jobs)[0]?.services;
  return Object.entries(all).flatMap(([name, service]) =>
    service.image?.includes('paysera-sandbox') ? [{ at, name, service }] : [],
  );
});

test('the table of settings is the one that the command line reads: npm run docs:table', () => {
  expect(page).toBe(withSettingsTable(page));
  for (const variable of settingOf.keys()) expect(page).toContain(`| \`${variable}\` |`);
});

describe('the examples for Compose and GitHub', () => {
  test('are three, and set only what the sandbox reads, to values that it accepts', () => {
    expect(sandboxes).toHaveLength(3);
    for (const { at, service } of sandboxes) {
      expect(refused(Object.entries(service.environment ?? service.env ?? {})), at).toEqual([]);
    }
    expect(
      refused([
        ['PAYSERA_SANDBOX_PROT', '1'],
        ['PAYSERA_SANDBOX_PORT', 'x'],
      ]),
    ).toHaveLength(2);
  });

  test('call the sandbox by a name that the image allows, and use the port that it listens on', () => {
    const allowed = imageEnv.get('PAYSERA_SANDBOX_ALLOWED_HOSTS')?.split(',');
    for (const { at, name, service } of sandboxes) {
      expect(allowed, at).toContain(name);
      for (const port of service.ports ?? []) expect(port, at).toMatch(/:4010$/);
    }
    for (const [, name = '', port] of page.matchAll(/http:\/\/([\w.]+):(\d{4})/g)) {
      if (port === '4010') expect([...(allowed ?? []), '127.0.0.1']).toContain(name);
    }
    expect(page).toContain('--to paysera:4010');
  });

  test('name the image that the release publishes, of this version', async () => {
    const { version } = JSON.parse(await read('package.json'));
    const release = await read('.github/workflows/release.yml');
    expect(release).toMatch(/image="ghcr\.io\/\S+\/paysera-sandbox"/);
    const images = [...page.matchAll(/ghcr\.io\/\S+/g)].map(([image]) => image);
    expect(images.length).toBeGreaterThan(3);
    expect(new Set(images)).toEqual(new Set([`ghcr.io/OWNER/paysera-sandbox:${version}`]));
  });
});

describe('the image', () => {
  test('sets only what the sandbox reads, and listens where its health check and its port say', () => {
    const own = [...imageEnv].filter(([name]) => name !== 'NODE_ENV').map(([name, value]) => [name, value] as const);
    expect(refused(own.map(([name = '', value = '']) => [name, value]))).toEqual([]);
    expect(imageEnv.get('PAYSERA_SANDBOX_HOST')).toBe('0.0.0.0');
    expect(SETTINGS.port.about).toContain('default: 4010');
    expect(of('EXPOSE')).toEqual(['EXPOSE 4010']);
    expect(of('HEALTHCHECK').join()).toContain('PAYSERA_SANDBOX_PORT || 4010}/_sandbox/health');
  });

  test('runs the sandbox itself as process 1, by a user who is not root and who is given as a number', () => {
    expect(of('USER')).toEqual(['USER 1000:1000']);
    const [entrypoint] = of('ENTRYPOINT');
    expect(JSON.parse(entrypoint?.replace('ENTRYPOINT ', '') ?? '')).toEqual([
      'node',
      '/sandbox/node_modules/paysera-client/dist/cli.js',
      'sandbox',
    ]);
    expect(instructions.indexOf('USER 1000:1000')).toBeGreaterThan(
      instructions.findLastIndex((line) => /^(RUN|COPY)/.test(line)),
    );
  });

  test('has the Node that everything is tested on, and runs no script of a dependency', async () => {
    const version = (await read('.nvmrc')).trim();
    for (const line of of('FROM')) expect(line).toContain(` node:${version}-slim`);
    expect(of('FROM')).toHaveLength(2);
    expect(
      of('RUN')
        .join()
        .match(/npm \w+.*?(?=&&|,|$)/g),
    ).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);
  });

  test('is built of files that the build is given, and of nothing else', async () => {
    const given = (await read('.dockerignore')).match(/(?<=^!).*$/gm);
    const copied = of('COPY')
      .filter((line) => !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied).toEqual(given);
  });

  test('has the packages that the sandbox needs, in the versions that the tests run with', async () => {
    const { dependencies } = JSON.parse(await read('docker/package.json'));
    const { dependencies: own, devDependencies, peerDependencies } = JSON.parse(await read('package.json'));
    const needed = ['hono', '@hono/node-server', 'ajv'];
    expect(Object.keys(peerDependencies)).toEqual(expect.arrayContaining(needed));
    const expected = Object.fromEntries(needed.map((name) => [name, devDependencies[name]]));
    expect(dependencies).toEqual({ ...own, ...expected });
  });
});
