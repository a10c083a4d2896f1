import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';

/** What is wrong with a built site: links and anchors that lead nowhere, and assets that another host would serve. */
export async function siteFaults(dist: string): Promise<string[]> {
  const names = (await readdir(dist, { recursive: true })).map((name) => name.split(sep).join('/'));
  const files = new Set(names);
  const pages = new Map(
    await Promise.all(
      names
        .filter((name) => name.endsWith('.html'))
        .map(async (name): Promise<[string, string]> => [name, await readFile(join(dist, name), 'utf8')]),
    ),
  );
  const ids = new Map(
    [...pages].map(([name, html]) => [
      name,
      new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => decode(id))),
    ]),
  );
  const faults: string[] = [];
  for (const [page, html] of pages) {
    for (const [, tag = '', href = ''] of html.matchAll(
      /<(a|link|script|img|source|iframe)\b[^>]*?\s(?:href|src)="([^"]*)"/g,
    )) {
      const link = decode(href);
      if (/^(https?:)?\/\//.test(link)) {
        if (tag !== 'a') faults.push(`${page}: <${tag}> loads ${link} from another host`);
        continue;
      }
      if (/^(mailto:|data:|javascript:)/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = targetOf(page, path, files);
      if (target === undefined) faults.push(`${page}: ${link} leads nowhere`);
      else if (anchor && ids.has(target) && !ids.get(target)?.has(decodeURIComponent(anchor)))
        faults.push(`${page}: ${link} has no such anchor`);
    }
  }
  for (const name of names.filter((file) => file.endsWith('.css'))) {
    const css = await readFile(join(dist, name), 'utf8');
    for (const [, url] of css.matchAll(/(?:@import\s+|url\()["']?((?:https?:)?\/\/[^"')]+)/g))
      faults.push(`${name}: loads ${url} from another host`);
  }
  return [...new Set(faults)].sort();
}

function targetOf(page: string, path: string, files: ReadonlySet<string>): string | undefined {
  if (path === '') return page;
  const file = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path);
  return [file, `${file}.html`, posix.join(file, 'index.html')].find((one) => files.has(one) && /\.\w+$/.test(one));
}

function decode(text = ''): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<');
}

/** Links of a page of Markdown to files of the repository that are not there. */
export async function brokenLinks(root: string, page: string, markdown: string): Promise<string[]> {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  const checked = await Promise.all(
    links
      .filter((link) => !/^[a-z]+:/.test(link))
      .map(async (link) => {
        const file = join(root, dirname(page), link);
        const there = await readdir(dirname(file)).catch((): string[] => []);
        return there.includes(relative(dirname(file), file)) ? [] : [`${page}: ${link}`];
      }),
  );
  return checked.flat();
}
