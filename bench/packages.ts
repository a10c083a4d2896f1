import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUILD } from './ours.ts';

/** A package to compare with, and what is imported from it. */
export interface Package {
  readonly name: string;
  readonly specifier: string;
}

export const OURS: Package = { name: 'paysera-client', specifier: join(BUILD, 'index.js') };

export const PEERS: readonly Package[] = [
  'stripe',
  'openai',
  '@mollie/api-client',
  'mollie-api-typescript',
  '@adyen/api-library',
].map((name) => ({ name, specifier: name }));

export const BUILDING_BLOCKS: readonly Package[] = ['openapi-fetch', 'ky', 'undici'].map((name) => ({
  name,
  specifier: name,
}));

/** The folder of an installed package, resolved as Node does. */
export function folderOf(name: string, from: string = import.meta.dirname): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}
