import type { Loose } from '../tooling/documents.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Gives everything that a vendor may call as it likes another name: components, operations, parameters of paths. */
export function renameEverything(d: Loose): void {
  for (const group of Object.keys(d.components).filter((name) => name !== 'securitySchemes')) {
    const members = d.components[group];
    const names = new Map(Object.keys(members).map((name, index) => [name, `Vendor${group}${index}`]));
    d.components[group] = Object.fromEntries(
      Object.entries(members).map(([name, member]) => [names.get(name) ?? name, member]),
    );
    const text = JSON.stringify(d).replaceAll(
      new RegExp(`"#/components/${group}/([^"/]+)"`, 'g'),
      (_, name: string) => `"#/components/${group}/${names.get(name)}"`,
    );
    Object.assign(d, JSON.parse(text));
  }
  for (const parameter of Object.values<Loose>(d.components.parameters ?? {})) renameParameter(parameter);
  d.paths = Object.fromEntries(
    Object.entries<Loose>(d.paths).map(([path, item]) => {
      for (const parameter of item.parameters ?? []) renameParameter(parameter);
      for (const method of METHODS) for (const parameter of item[method]?.parameters ?? []) renameParameter(parameter);
      return [path.replaceAll(/\{[^}]*\}/g, '{vendorKey}'), item];
    }),
  );
  let operations = 0;
  for (const item of [...Object.values<Loose>(d.paths), ...Object.values<Loose>(d.webhooks ?? {})]) {
    for (const method of METHODS) {
      if (item[method]) item[method].operationId = `vendor_controller_${operations++}`;
    }
  }
}

function renameParameter(parameter: Loose): void {
  if (parameter.in === 'path') parameter.name = 'vendorKey';
}
