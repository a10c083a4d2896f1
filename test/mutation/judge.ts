/** Of a report in Stryker's JSON format, what is read here. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  /** `Killed`, `Survived`, `Timeout`, `NoCoverage`, `Ignored`, … */
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The survivors that stay, below their file. */
export type Survivors = Readonly<Record<string, readonly Survivor[]>>;

interface Survivor {
  /** The source line that the mutant changes. It identifies the mutant, since line numbers move. */
  readonly line: string;
  /** `what stands there → what the mutant puts in its place`. */
  readonly change: string;
  /** Why no test can tell it from the original. */
  readonly reason: string;
}

export interface Verdict {
  readonly scores: readonly Score[];
  /** What fails the run; empty when it passes. */
  readonly problems: readonly string[];
}

interface Score {
  readonly file: string;
  readonly mutants: number;
  readonly killed: number;
  /** Killed, in per cent. */
  readonly percent: number;
}

/** Per cent that are killed in each file, survivors with a reason not excepted. */
const FLOOR = 90;

const KILLED = ['Killed', 'Timeout'];
const ALIVE = ['Survived', 'NoCoverage'];

/** Compares a report with the survivors that are known, file by file. Files that were not mutated are left out. */
export function judge({ files }: Report, known: Survivors): Verdict {
  const problems: string[] = [];
  const scores = Object.entries(files).map(([file, { source, mutants }]): Score => {
    const left = [...(known[file] ?? [])];
    const count = (statuses: readonly string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const [killed, all] = [count(KILLED), count([...KILLED, ...ALIVE])];
    const percent = all === 0 ? 100 : (100 * killed) / all;
    if (percent < FLOOR) problems.push(`${file}: ${percent.toFixed(1)} % killed, less than ${FLOOR} %`);
    for (const mutant of mutants.filter(({ status }) => ALIVE.includes(status))) {
      const { line, change } = describe(mutant, source);
      const index = left.findIndex((one) => one.line === line && one.change === change);
      if (index >= 0) left.splice(index, 1);
      else problems.push(`${file}:${mutant.location.start.line} survived: ${JSON.stringify({ line, change })}`);
    }
    for (const { line, change } of left) {
      problems.push(`${file}: listed, but killed or gone: ${JSON.stringify({ line, change })}`);
    }
    return { file, mutants: all, killed, percent };
  });
  return { scores, problems };
}

function describe({ location: { start, end }, replacement = '' }: Mutant, source: string): Omit<Survivor, 'reason'> {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const line = (lines[0] ?? '').trim();
  // From the end, so that cutting one line that is both the first and the last keeps the columns.
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  lines.unshift((lines.shift() ?? '').slice(start.column - 1));
  return { line, change: `${onOneLine(lines.join('\n'))} → ${onOneLine(replacement)}` };
}

function onOneLine(code: string): string {
  const joined = code.replaceAll(/\s+/g, ' ').trim();
  return joined.length > 100 ? `${joined.slice(0, 100)}…` : joined;
}
