import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';

/** Finds problems of a built site: broken links and anchors, and assets from other hosts. */
export async function siteProblems(dist: string): Promise<string[]> {
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
  const problems: string[] = [];
  for (const [page, html] of pages) {
    for (const [, tag = '', href = ''] of html.matchAll(
      /<(a|link|script|img|source|iframe)\b[^>]*?\s(?:href|src)="([^"]*)"/g,
    )) {
      const link = decode(href);
      if (/^(https?:)?\/\//.test(link)) {
        if (tag !== 'a') problems.push(`${page}: <${tag}> loads ${link} from another host`);
        continue;
      }
      if (/^(mailto:|data:|javascript:)/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = targetOf(page, path, files);
      if (target === undefined) problems.push(`${page}: ${link} is a broken link`);
      // What a page is to show, and no place in it.
      else if (anchor?.includes('=')) continue;
      else if (anchor && ids.has(target) && !ids.get(target)?.has(decodeURIComponent(anchor)))
        problems.push(`${page}: ${link} has no such anchor`);
    }
  }
  for (const name of names.filter((file) => file.endsWith('.css'))) {
    const css = await readFile(join(dist, name), 'utf8');
    for (const [, url] of css.matchAll(/(?:@import\s+|url\()["']?((?:https?:)?\/\/[^"')]+)/g))
      problems.push(`${name}: loads ${url} from another host`);
  }
  return [...new Set(problems)].sort();
}

function targetOf(page: string, path: string, files: ReadonlySet<string>): string | undefined {
  if (path === '') return page;
  const file = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path);
  return [file, `${file}.html`, posix.join(file, 'index.html')].find((one) => files.has(one) && /\.\w+$/.test(one));
}

function decode(text = ''): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<');
}

/** Links in a Markdown page to files that do not exist in the repository. */
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
