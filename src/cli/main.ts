#!/usr/bin/env node
import { buffer } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { run } from './run.ts';

// `paysera … | head` closes the pipe early, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: () => buffer(process.stdin),
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  // With a stream, styleText omits colors for pipes and for NO_COLOR.
  colour: (name, text) => styleText(name, text, { stream: process.stdout }),
  now: Date.now,
});
