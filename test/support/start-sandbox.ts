import { startSandbox } from '../../src/sandbox/index.ts';

// A sandbox in a process of its own, to be killed.
const [, , db = ''] = process.argv;
const { url, credentials } = await startSandbox({ db });
process.send?.({ url, credentials });
