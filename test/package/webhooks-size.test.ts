import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../scripts/check/size.ts';

const gzipped = async (file: string) => (await sizeOf(`export * from './src/webhooks/${file}.ts';`)).gzipped;

describe('the webhooks entry', () => {
  it('is at most 4.2 kB, minified and gzipped, with all its exports', async () => {
    const sizes = await Promise.all(['index', 'inbox/sql-inbox', 'inbox/redis-inbox'].map(gzipped));
    console.log(`webhooks ${sizes[0]} bytes, webhooks/sql ${sizes[1]}, webhooks/redis ${sizes[2]}`);
    expect(sizes[0]).toBeLessThanOrEqual(4_200);
    expect(sizes[1]).toBeLessThanOrEqual(1_000);
    expect(sizes[2]).toBeLessThanOrEqual(500);
  });

  it('contains no code of the client and no dependency', async () => {
    const bundle = await rolldown({ input: 'src/webhooks/index.ts', platform: 'neutral' });
    const { output } = await bundle.generate();
    await bundle.close();
    const modules = output[0].moduleIds.map((id) => id.replace(/^.*\/(?=(src|generated|node_modules)\/)/, ''));
    expect(modules.length).toBeGreaterThan(15);
    const own = /^(src\/webhooks\/|src\/errors\/|src\/auth\/secret\.ts|generated\/checkout\/webhooks\.ts)/;
    expect(modules.filter((id) => !own.test(id))).toEqual([]);
    expect(output[0].imports).toEqual([]);
  });
});
