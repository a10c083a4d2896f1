import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { printable } from '../printable.ts';
import { version } from '../version.ts';
import { type Bench, TOOLS, type Tool } from './tools.ts';

/** An MCP server with the tools. The low-level one: its schemas are plain JSON, where the other wants a library for them. */
export function createMcpServer(bench: Bench): Server {
  const server = new Server({ name: 'paysera-client', version: version() }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map(described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given = {} } }) => {
    try {
      return { content: [{ type: 'text', text: await called(name, given, bench) }] };
    } catch (error) {
      const text = printable(error instanceof Error ? error.message : String(error));
      return { isError: true, content: [{ type: 'text', text }] };
    }
  });
  return server;
}

function described({ name, description, args }: Tool) {
  const entries = Object.entries(args);
  return {
    ...{ name, description },
    inputSchema: {
      type: 'object' as const,
      properties: Object.fromEntries(entries.map(([arg, { about }]) => [arg, { type: 'string', description: about }])),
      required: entries.flatMap(([arg, { optional }]) => (optional ? [] : [arg])),
    },
  };
}

async function called(name: string, given: Readonly<Record<string, unknown>>, bench: Bench): Promise<string> {
  const tool = TOOLS.find((known) => known.name === name);
  if (!tool) throw new Error(`${name} is not a tool; expected one of ${TOOLS.map(({ name }) => name).join(', ')}.`);
  for (const [arg, { optional }] of Object.entries(tool.args)) {
    if (given[arg] === undefined && !optional) throw new Error(`${name}: ${arg} is missing.`);
  }
  // A number is a text here: models give an amount as either.
  const texts = Object.entries(given).map(([arg, value]) => [arg, value === undefined ? undefined : String(value)]);
  return tool.run(Object.fromEntries(texts), bench);
}
