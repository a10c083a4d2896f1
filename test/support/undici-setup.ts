import { undiciFetch } from '../../src/undici/undici-fetch.ts';

// The clients of these tests take the platform's `fetch`: here it is ours over undici.
globalThis.fetch = undiciFetch();
