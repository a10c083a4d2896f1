import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

async function sizeOf(entry: string): Promise<{ size: number; modules: string[] }> {
  const bundle = await rolldown({ input: `src/webhooks/${entry}.ts`, platform: 'neutral', logLevel: 'silent' });
  const { output } = await bundle.generate({ minify: true, format: 'esm' });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  return {
    size: gzipSync(code).length,
    modules: moduleIds.map((id) => id.replace(/^.*\/(?=(src|generated|node_modules)\/)/, '')),
  };
}

describe('the webhooks entry', () => {
  it('weighs at most 4 kB, minified and gzipped, with all that it exports', async () => {
    for (const entry of ['index', 'verify', 'sql-inbox', 'redis-inbox']) {
      console.log(`src/webhooks/${entry}.ts: ${(await sizeOf(entry)).size} bytes`);
    }
    expect((await sizeOf('index')).size).toBeLessThanOrEqual(4_096);
    expect((await sizeOf('sql-inbox')).size).toBeLessThanOrEqual(1_024);
    expect((await sizeOf('redis-inbox')).size).toBeLessThanOrEqual(512);
  });

  it('brings nothing of the client, and no dependency', async () => {
    const { modules } = await sizeOf('index');
    expect(modules.length).toBeGreaterThan(15);
    expect(
      modules.filter(
        (id) => !/^(src\/webhooks\/|src\/errors\/|src\/auth\/secret\.ts|generated\/checkout\/webhooks\.ts)/.test(id),
      ),
    ).toEqual([]);
  });
});
