import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocks, place, printedBy, workshop } from '../../../test/support/code-blocks.ts';
import { box, path, svg, text, WIDTH } from './drawing.ts';

const PAGE = join(import.meta.dirname, '../../../docs/index.md');
const ROW = 34;

/** What the sandbox saw. */
interface Row {
  readonly who: string;
  readonly what: string;
  readonly result: string;
}

/** Follows the sandbox of the example, and prints what it saw once everything is done. */
const TRACE = `
const __seen: { who: string; what: string; result: string }[] = [];
sandbox.events.on((event) => {
  if (event.type === 'exchange') {
    const { method, url, response } = event.exchange;
    const what = new URL(url).pathname.replace(/\\/[\\da-f-]{36}$/, '/…').split('/').slice(url.match(/[\\da-f-]{36}$/) ? -2 : -1);
    __seen.push({ who: method, what: what.join('/'), result: String(response?.status) });
  }
  if (event.type === 'payment' && event.payment.status === 'settled') {
    __seen.push({ who: 'payer', what: 'pays EUR ' + (event.payment.amount / 100).toFixed(2), result: 'settled' });
  }
});
process.on('exit', () => console.log(JSON.stringify(__seen)));
`;

/** Runs the example of the front page, and draws what it did. */
export async function drawFrontRun(): Promise<string> {
  const page = await readFile(PAGE, 'utf8');
  const [block] = codeBlocks('docs/index.md', page);
  if (!block) throw new Error('docs/index.md has no example.');
  const shop = await workshop('front');
  const traced = { ...block, code: block.code.replace(/^const sandbox = .*$/m, (line) => line + TRACE) };
  const [file = ''] = (await place(shop, [traced])).values();
  const printed = (await printedBy(shop, file, {}, {})).trim().split('\n');
  return draw(JSON.parse(printed.at(-1) ?? '[]'), printed.slice(0, -1));
}

function draw(rows: readonly Row[], printed: readonly string[]): string {
  const height = 56 + rows.length * ROW + 50;
  const lines = rows.flatMap(({ who, what, result }, index) => {
    const y = 62 + index * ROW;
    return [
      box(16, y - 19, 64, 26, who === 'payer' ? 'a' : ''),
      text(48, y - 1, [who], 'c'),
      text(96, y - 1, [what], 'c left'),
      text(WIDTH - 20, y - 1, [result], 'c right g'),
      path(`M16 ${y + 12}H${WIDTH - 16}`, 'l'),
    ];
  });
  const end = 62 + rows.length * ROW + 6;
  return svg(
    height,
    `What the example did: ${rows.map(({ who, what, result }) => `${who} ${what}, ${result}`).join('; ')}. It printed: ${printed.join(' ')}.`,
    [
      text(20, 28, ['What these lines did'], 'b left'),
      ...lines,
      text(20, end, ['printed'], 's left'),
      text(WIDTH - 20, end, [printed.join(' ')], 'c right b'),
    ],
  );
}
