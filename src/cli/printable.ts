/**
 * Text of others, fit for a terminal and for one line: control characters, line separators and marks that turn the
 * direction of text are shown by their code points, so that none can move the cursor, recolour or hide what follows.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
