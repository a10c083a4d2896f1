import { figureOf, isMet, type Row } from './row.ts';

/** Formats the rows as a readable table, with a heading for each group. */
export function printTable(rows: readonly Row[]): string {
  const lines: string[] = [];
  for (const [group, members] of Map.groupBy(rows, ({ group }) => group)) {
    const cells = members.map((row) => [
      row.what,
      figure(row.ours, row.unit),
      row.peer?.name ?? '',
      row.peer ? figure(row.peer.value, row.unit) : '',
      row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} ×`,
      budget(row),
      row.budget ? (isMet(row) ? 'met' : 'NOT MET') : '',
    ]);
    const head = [group, 'ours', 'peer', '', 'ours / peer', 'budget', ''];
    const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) =>
          column === 0 || column === 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd();
    lines.push(line(head), widths.map((width) => '─'.repeat(width)).join('  '));
    let last = '';
    for (const row of cells) {
      const what = row[0] ?? '';
      lines.push(line(what === last ? ['', '', ...row.slice(2)] : row));
      last = what;
    }
    lines.push('');
  }
  return lines.join('\n');
}

function budget(row: Row): string {
  if (!row.budget) return '';
  const { on, limit } = row.budget;
  if (on === 'ratio') return `≤ ${limit} ×`;
  return on === 'more'
    ? `≤ ${figure(limit, row.unit)} more (${figure(figureOf(row), row.unit)})`
    : `≤ ${figure(limit, row.unit)}`;
}

function figure(value: number, unit: string): string {
  const digits =
    Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`.trim();
}
