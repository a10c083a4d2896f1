/** The known word that `typed` probably stands for, or undefined when none is close. */
export function suggest(typed: string, known: readonly string[]): string | undefined {
  const lacks = (word: string, other: string) =>
    [...word.toLowerCase()].filter((letter) => !other.toLowerCase().includes(letter)).length;
  const distance = (word: string) => (typed[1] && word.startsWith(typed) ? 0 : lacks(word, typed) + lacks(typed, word));
  const [best = ''] = [...known].sort((a, b) => distance(a) - distance(b));
  return distance(best) <= best.length / 3 ? best : undefined;
}
