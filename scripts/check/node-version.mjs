// Plain JavaScript that any Node reads: it runs first, so that an old Node says one sentence instead of a stack trace.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
console.log(`Node ${process.version}`);
if (major < 24 || (major === 24 && minor < 18)) {
  console.error(
    `The scripts of this repository need Node 24.18 or newer, and this is ${process.version}. \`npm ci\` brings a newer ` +
      'one along for them, unless it is called with --ignore-scripts: run `npm ci` again without it.',
  );
  process.exit(1);
}
