import type { TestProject } from 'vitest/node';
import { mysqlServer, postgresServer, redisServer } from './servers.ts';

/** The servers that are here, and how to reach them. */
export interface Servers {
  readonly redis?: string | undefined;
  readonly mysql?: string | undefined;
  readonly postgres: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Servers;
  }
}

/** One of each for the whole run. Test files make databases of their own in them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [redis, mysql, postgres] = await Promise.all([redisServer(), mysqlServer(), postgresServer()]);
  project.provide('servers', { redis: redis?.url, mysql: mysql?.url, postgres: postgres.url });
  return async () => {
    await Promise.all([redis, mysql, postgres].map((server) => server?.stop()));
  };
}
