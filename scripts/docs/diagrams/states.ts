import { box, path, svg, text, WIDTH, wrapped } from './drawing.ts';

/** Statuses, and what leads from one to another. */
export interface States {
  /** What a reader who cannot see it is told. */
  readonly about: string;
  readonly groups: readonly Group[];
  readonly steps: readonly Transition[];
  readonly height: number;
}

/** Statuses that mean the same for a shop, drawn as one box. */
interface Group {
  readonly statuses: readonly string[];
  /** What they mean, under their names. */
  readonly means?: string;
  /** The middle of its box. */
  readonly x: number;
  readonly y: number;
  readonly kind?: 'good' | 'bad' | 'open';
}

interface Transition {
  /** Groups, by their first status. */
  readonly from: string;
  readonly to: string;
  readonly by: string;
  /** Where the text stands, from the middle of the arrow. */
  readonly shift?: readonly [x: number, y: number];
  readonly rare?: boolean;
}

const STYLE = { good: 'g', bad: 'w', open: 'a', none: '' };

export function drawStates({ about, groups, steps, height }: States): string {
  const boxes = groups.map((group) => ({
    ...group,
    width: Math.max(
      ...group.statuses.map((status) => status.length * 7 + 18),
      (group.means ?? '').length * 6.4 + 18,
      104,
    ),
    height: group.statuses.length * 15 + 14 + (group.means ? 16 : 0),
  }));
  const boxOf = (status: string) => {
    const found = boxes.find(({ statuses }) => statuses[0] === status);
    if (!found) throw new Error(`No group begins with ${status}.`);
    return found;
  };
  const arrows = steps.map(({ from, to, by, shift = [0, 0], rare }) => {
    const [a, b] = [boxOf(from), boxOf(to)];
    const lines = wrapped(by, 116);
    const side = a.width / 2 - 20;
    const [x1, y1] = [a.x + Math.max(-side, Math.min(side, (b.x - a.x) / 3)), a.y + a.height / 2];
    const [x2, y2] = [b.x, b.y - b.height / 2];
    return [
      path(`M${x1} ${y1}L${x2} ${y2}`, rare ? 'e d' : 'e'),
      text((x1 + x2) / 2 + shift[0], (y1 + y2) / 2 + 4 + (lines.length - 1) * 7.5 + shift[1], lines, 's h'),
    ].join('');
  });
  const drawn = boxes.flatMap(({ statuses, means, x, y, kind, width, height: tall }) => [
    box(x - width / 2, y - tall / 2, width, tall, STYLE[kind ?? 'none']),
    text(x, y - tall / 2 + 20 + (statuses.length - 1) * 15 - 1, statuses, 'c'),
    ...(means === undefined
      ? []
      : [text(x, y + tall / 2 - 9, [means], kind === 'good' ? 'g' : kind === 'bad' ? 'w' : 's')]),
  ]);
  return svg(height, about, [...arrows, ...drawn]);
}

/** The middles of three boxes beside each other. */
export const COLUMNS: readonly [left: number, middle: number, right: number] = [66, WIDTH / 2, WIDTH - 66];
