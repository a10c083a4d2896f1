import { cpus, release, totalmem, type } from 'node:os';
import { BUILDING_BLOCKS, folderOf, manifestOf, PEERS } from './packages.ts';
import { isMet, type Row } from './row.ts';
import { printTable } from './table.ts';

/** The results of a run, and its environment. */
export interface Results {
  /** Day of the run, ISO 8601. */
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export function resultsOf(rows: readonly Row[]): Results {
  const processors = cpus();
  const versions = [...PEERS, ...BUILDING_BLOCKS, { name: 'valibot' }].map(({ name }): [string, string] => {
    const folder = folderOf(name);
    return [name, folder ? manifestOf(folder).version : 'not installed'];
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    versions: { node: process.versions.node, ...Object.fromEntries(versions) },
    rows,
  };
}

/** `RESULTS.md`. */
export function reportOf({ date, machine, versions, rows }: Results): string {
  const held = rows.filter(({ budget }) => budget);
  const met = held.filter((row) => isMet(row));
  return `# Results

${date}, ${machine}, ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.

${met.length} of ${held.length} budgets met. Made by \`npm run bench\`; the same figures as data in \`results.json\`, as a chart in \`chart.svg\`.

How to read it: contenders take turns within one run, round after round, and \`ours / peer\` is the median of the ratios of each round; so a busy
machine disturbs all of them alike. CPU is processor time of the process. Our client runs as it is installed, with its defaults but for
the rate gate (\`rateLimit: false\`) and, for signed calls, \`concurrency: 50\`. \`the same by hand\`: one function that does what
each call must where nothing goes wrong.

\`\`\`
${printTable(rows).trimEnd()}
\`\`\`
`;
}
