import { normalise } from "../contract/conditions.ts";

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Each stands in one ticket of a hundred, and no other word begins like it. */
export const rareWords = ["xantofila", "kerosene", "whiskeria", "zurrapa", "yuxtapuesto", "kilobyte", "xilofono", "wolframio", "zangano", "yacimiento"];
/** Stands in six tickets of ten. */
export const commonWord = "jxreserva";

const onsets = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "qu", "r", "s", "t", "v", "br", "cl", "tr", "pr", "gr"];
const nuclei = ["a", "e", "i", "o", "u", "ia", "ie", "ue", "á", "ó"];
const codas = ["", "", "", "n", "s", "r", "l"];

/** Words as long and as unevenly used as a language's: the commonest in most texts, the rarest in hardly any (Zipf). */
function makeVocabulary(size: number, random: () => number): string[] {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? "";
  const words = new Set<string>();
  while (words.size < size) {
    const syllables = 1 + Math.floor(random() * 3 + Math.min(1, words.size / 500));
    words.add(Array.from({ length: syllables }, () => pick(onsets) + pick(nuclei) + pick(codas)).join(""));
  }
  return [...words];
}

/** A sentence as written, and as search keeps it. */
export interface Sentence {
  text: string;
  words: string;
}

/** Sentences of some 115 bytes from a vocabulary of 12,000 words. */
export function makeSentences(count: number, seed = 1): Sentence[] {
  const random = randomFrom(seed);
  const vocabulary = makeVocabulary(12_000, random);
  const word = () => vocabulary[Math.min(vocabulary.length - 1, Math.floor(vocabulary.length ** random()) - 1)] ?? "";
  return Array.from({ length: count }, () => {
    const words: string[] = [];
    for (let length = 0; length < 105; length += (words.at(-1)?.length ?? 0) + 1) words.push(word());
    const text = `${words.join(" ")}.`;
    return { text: text.charAt(0).toUpperCase() + text.slice(1), words: normalise(text).join(" ") };
  });
}

/** Six sentences in two paragraphs: some 700 bytes. */
export function writeText(sentences: readonly Sentence[], random: () => number, extra = ""): Sentence & { html: string } {
  const chosen = Array.from({ length: 6 }, () => sentences[Math.floor(random() * sentences.length)] ?? { text: "", words: "" });
  const paragraphs = [chosen.slice(0, 3), chosen.slice(3)].map((part) => part.map((sentence) => sentence.text).join(" "));
  if (extra !== "") paragraphs[1] += ` ${extra}.`;
  return {
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join(""),
    words: `${chosen.map((sentence) => sentence.words).join(" ")} ${normalise(extra).join(" ")}`,
  };
}
