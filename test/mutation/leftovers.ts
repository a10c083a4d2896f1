// Test files share a process here: with a virtual clock left behind, those that follow fail, and every mutant seems killed.
const FOUND = Symbol.for('what the first test file of this process found');
const found = [setTimeout, setImmediate, Date, performance.now, crypto.subtle.sign, process];
const first: unknown[] = Reflect.get(globalThis, FOUND) ?? found;
Reflect.set(globalThis, FOUND, first);
if (found.some((one, i) => one !== first[i])) {
  throw new Error('An earlier test file has left a clock or another global of its own behind.');
}
