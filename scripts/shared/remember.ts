const MOST_REMEMBERED = 16;

/**
 * Makes something of a text once, and remembers it for the last few texts. One command reads and checks a document several
 * times: as the base and as the revision, with drafted edits and without.
 */
export function remember<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const made = known.get(text) ?? make(text);
    // The oldest comes first.
    known.delete(text);
    known.set(text, made);
    const [oldest] = known.keys();
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    return made;
  };
}
