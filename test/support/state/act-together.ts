/** In one of `fourProcesses`: gets ready for an input, and acts when all of them are. */
export function actTogether<Input>(prepare: (input: Input) => Promise<() => Promise<unknown>>): void {
  let act: (() => Promise<unknown>) | undefined;
  process.on('message', async ({ message }: { message: Input }) => {
    if (!act) {
      act = await prepare(message);
      return process.send?.('ready');
    }
    const answer = await act();
    act = undefined;
    return process.send?.(answer);
  });
}
