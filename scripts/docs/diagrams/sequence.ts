import { box, heightOf, path, svg, text, WIDTH, wrapped } from './drawing.ts';

/** What happens between the participants, from the top to the bottom. */
export interface Sequence {
  /** What a reader who cannot see it is told. */
  readonly about: string;
  readonly participants: readonly string[];
  readonly steps: readonly Step[];
}

type Step =
  /** A message from one participant to another, by their places. */
  | { readonly from: number; readonly to: number; readonly says: string; readonly kind?: 'response' | 'lost' }
  /** What a participant does by itself. */
  | { readonly at: number; readonly does: string; readonly kind?: 'good' | 'bad' }
  /** What separates one part from the next. */
  | { readonly part: string };

const MARGIN = 58;
const HEAD = 30;
const GAP = 22;

export function drawSequence({ about, participants, steps }: Sequence): string {
  const places = participants.map((_, index) => MARGIN + (index * (WIDTH - 2 * MARGIN)) / (participants.length - 1));
  const placeOf = (index: number) => places[index] ?? 0;
  const drawn: string[] = [];
  let y = 12 + HEAD + 6;
  for (const step of steps) {
    if ('part' in step) {
      y += GAP + 6;
      drawn.push(path(`M12 ${y - 4}H${WIDTH - 12}`, 'l d'), text(WIDTH / 2, y, [step.part], 's h'));
      y += 2;
    } else if ('at' in step) {
      const x = placeOf(step.at);
      const room = 2 * Math.min(x, WIDTH - x) - 24;
      const lines = wrapped(step.does, Math.max(room, 100));
      const width = Math.min(Math.max(...lines.map((line) => line.length)) * 6.4 + 18, Math.max(room + 12, 112));
      const height = heightOf(lines) + 10;
      y += 12;
      drawn.push(
        box(x - width / 2, y, width, height, { good: 'g', bad: 'w', none: '' }[step.kind ?? 'none']),
        text(x, y + height - 10, lines, { good: 'g', bad: 'w', none: '' }[step.kind ?? 'none']),
      );
      y += height;
    } else {
      const [from, to] = [placeOf(step.from), placeOf(step.to)];
      const lines = wrapped(step.says, Math.abs(to - from) - 10);
      y += 6 + heightOf(lines);
      const middle = (from + to) / 2;
      const reach = to - Math.sign(to - from) * 3;
      drawn.push(text(middle, y - 2, lines, 'h'));
      y += 6;
      if (step.kind === 'lost') {
        drawn.push(path(`M${from} ${y}H${middle}`, 'e d x'), path(`M${middle - 5} ${y - 5}l10 10m0 -10l-10 10`, 'e x'));
      } else drawn.push(path(`M${from} ${y}H${reach}`, step.kind === 'response' ? 'e d' : 'e'));
      y += 4;
    }
  }
  const end = y + 14;
  const lifelines = places.map((x) => path(`M${x} ${12 + HEAD}V${end}`, 'l'));
  const heads = participants.flatMap((name, index) => [
    box(placeOf(index) - 50, 12, 100, HEAD, 'a'),
    text(placeOf(index), 12 + HEAD - 10, [name], 'b'),
  ]);
  return svg(Math.round(end + 12), about, [...lifelines, ...heads, ...drawn]);
}
