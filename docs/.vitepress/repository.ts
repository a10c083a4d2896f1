/** What may say whose repository it is: the package, and where the site is built for its readers, the environment. */
interface Sources {
  readonly manifest: { readonly repository?: string | { readonly url: string } };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The address of the repository for a browser, unless nothing says whose it is. */
export function repositoryAddress({ manifest: { repository }, env }: Sources): string | undefined {
  const named = typeof repository === 'string' ? repository : repository?.url;
  if (named !== undefined) {
    const [, owner] = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(named) ?? [];
    const url = owner === undefined ? named : `https://github.com/${owner}`;
    return url
      .replace(/^git\+/, '')
      .replace(/^(?:git|ssh):\/\/(?:git@)?/, 'https://')
      .replace(/\.git$/, '');
  }
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = env;
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
}
