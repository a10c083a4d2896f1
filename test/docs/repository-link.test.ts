import { expect, test } from 'vitest';
import { repositoryAddress } from '../../docs/.vitepress/repository.ts';

const env = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'who/what' };

test.each([
  [{ url: 'git+https://github.com/someone/paysera-client.git' }, 'https://github.com/someone/paysera-client'],
  [{ url: 'git+ssh://git@github.com/someone/paysera-client.git' }, 'https://github.com/someone/paysera-client'],
  [{ url: 'https://git.example/someone/paysera-client' }, 'https://git.example/someone/paysera-client'],
  ['github:someone/paysera-client', 'https://github.com/someone/paysera-client'],
  ['someone/paysera-client', 'https://github.com/someone/paysera-client'],
])('a package that names its repository as %j has the header link %s', (repository, address) => {
  expect(repositoryAddress({ manifest: { repository }, env })).toBe(address);
});

test('where the package names none, the link is that of the repository which builds the site, or there is none', () => {
  expect(repositoryAddress({ manifest: {}, env })).toBe('https://github.example/who/what');
  expect(repositoryAddress({ manifest: {}, env: {} })).toBeUndefined();
});
