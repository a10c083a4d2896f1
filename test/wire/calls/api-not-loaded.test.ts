import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./api-not-loaded-child.ts', import.meta.url));

test('where openapi-fetch cannot be loaded, client.api sends nothing, and the methods work', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD]);
  expect(JSON.parse(stdout)).toEqual({
    refused: { name: 'ConfigurationError', code: 'not_loaded', cause: 'Error: offline' },
    sentByApi: 0,
    order_id: 'a',
    sent: [expect.stringMatching(/\/token$/), '/merchant-order/integration/v1/orders'],
  });
});
