// Imported first: the client looks for Node when it is loaded, and reads its credentials from the environment.
const environment: Record<string, string> = {};
Object.assign(globalThis, { process: { env: environment } });

/** Sets what the code reads as `process.env`. */
export function setEnvironment(values: Readonly<Record<string, string>>): void {
  Object.assign(environment, values);
}
