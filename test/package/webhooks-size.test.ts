import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../scripts/check/size.ts';

describe('the webhooks entry', () => {
  it('is at most 4.2 kB, minified and gzipped, with all its exports', async () => {
    const size = (await sizeOf(`export * from './src/webhooks/index.ts';`)).gzipped;
    console.log(`webhooks ${size} bytes`);
    expect(size).toBeLessThanOrEqual(4_200);
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
