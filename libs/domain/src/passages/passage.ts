// A stretch of one of the feature's own documents: small enough to be chosen by itself, with the place it was cut from.

/** `path` is relative to the feature directory: `contracts/cart.yaml`. */
export interface FeatureDocument { path: string; text: string }

/** `headings` lead from the document's title to the passage: headings of Markdown, keys of YAML and JSON. Lines count from 1, both included. */
export interface Passage {
  file: string;
  headings: readonly string[];
  firstLine: number;
  lastLine: number;
  text: string;
}

/** What a passage is called for people and rankings. @example 'plan.md › Storage › Tables' */
export function placeOf({ file, headings }: Pick<Passage, 'file' | 'headings'>): string {
  return [file, ...headings].join(' › ');
}
