import { startPrism } from '../../test/support/prism.ts';

// `npm run mock`: Prism over both documents, on one address, until Ctrl-C.
const { url } = await startPrism(Number(process.argv[2] ?? 4011));
console.log(
  `Prism answers for both documents at ${url}. Prefer: code=422 asks for an error, Prefer: example=name for an example.`,
);
