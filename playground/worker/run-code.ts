import { inspect } from './inspect.ts';

/** The file name in stack traces. */
const FILE = 'example.ts';
// What the engine writes in front of the body of a function that is made from text.
const LINES_BEFORE = 2;

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Code = (require: (name: string) => unknown, exports: object) => Promise<void>;

// There is no name for it: it is what async functions are made by.
const AsyncFunction: new (...parts: string[]) => Code = Object.getPrototypeOf(async () => {}).constructor;

/** Runs code whose imports are calls of `require`. Resolves when its last statement has. */
export async function runCode(code: string, modules: Modules, exports: object): Promise<void> {
  const run = new AsyncFunction('require', 'exports', `${code}\n//# sourceURL=${FILE}`);
  await run((name) => {
    const found = modules[name];
    if (found) return found;
    throw new Error(`'${name}' is not in the playground, which has ${Object.keys(modules).join(', ')}`);
  }, exports);
}

/** What went wrong, and the line of the code on which it did. */
export function describeError(error: unknown): { message: string; line: number | undefined } {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, line] = new RegExp(`${FILE.replace('.', '\\.')}:(\\d+)`).exec(stack) ?? [];
  return { message: inspect(error), line: line === undefined ? undefined : Number(line) - LINES_BEFORE };
}
