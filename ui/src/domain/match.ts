// Which part of a text a search has hit, to underline it. Finding is the backend's work.

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Splits a text into before, hit and after; without a hit all is before. */
export function hit(text: string, search: string): [string, string, string] {
  const characters = [...text];
  const plain = characters.map(folded);
  const wanted = folded(search.trim());
  if (!wanted) return [text, '', ''];
  for (let from = 0; from < characters.length; from += 1) {
    let read = '';
    for (let to = from; to < characters.length && read.length < wanted.length; to += 1) {
      read += plain[to];
      if (read === wanted) {
        return [characters.slice(0, from).join(''), characters.slice(from, to + 1).join(''), characters.slice(to + 1).join('')];
      }
    }
  }
  return [text, '', ''];
}
