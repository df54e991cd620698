// Artifacts as text for people.

/** What can be read as text. HTML is for downloading: it is never rendered, and hardly read. */
export function isText(contentType: string): boolean {
  return /^(?:text\/(?!html)|application\/(?:json|x-ndjson|jsonl))/.test(contentType);
}

/** JSON with line breaks; everything else, and JSON that is cut off, as it is. */
export function previewText(text: string, contentType: string): string {
  if (!contentType.startsWith('application/json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
