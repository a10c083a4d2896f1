/** The pages of the site in reading order, by their path without ending. */
export type Pages = ReadonlyMap<string, string>;

/** `llms.txt`: what the package is, and each page with its first sentence. */
export function llmsIndex(pages: Pages): string {
  const lines = [...pages].map(
    ([path, markdown]) => `- [${titleOf(markdown)}](${path}.md): ${firstSentence(markdown)}`,
  );
  return `# paysera-client

> Unofficial TypeScript client for Paysera Checkout (OAuth2) and Recurring Billing (MAC), generated from their OpenAPI documents. Amounts are whole minor units. A call that may have moved money but received no clear response throws OutcomeUnknownError and is never retried blindly.

## Guide

${lines.join('\n')}
`;
}

/** `llms-full.txt`: all pages in one. */
export function llmsFull(pages: Pages): string {
  return [...pages.values()]
    .map((markdown) => markdown.trim())
    .join('\n\n---\n\n')
    .concat('\n');
}

function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}

function firstSentence(markdown: string): string {
  const [paragraph = ''] = markdown
    .replaceAll(/^```.*?^```$/gms, '')
    .split('\n\n')
    .filter((part) => part.trim() !== '' && !/^(#|<|\||- [^*]|:::)/.test(part.trim()))
    .map((part) =>
      part
        .replaceAll('\n', ' ')
        .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
        .trim(),
    );
  return /^.*?[.:](?=\s|$)/.exec(paragraph)?.[0].replace(/:$/, '.') ?? paragraph;
}
