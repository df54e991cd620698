// The marker that ties a remote task or a pull request to the attempt it was made for.

/** @example markerOf('0199…', 2) === '[specline:0199…/2]' */
export function markerOf(runId: string, attempt: number): string {
  return `[specline:${runId}/${attempt}]`;
}

const anyMarker = /\[specline:[^\]\s]{1,80}\]/gi;

/** Text from outside may not carry markers: another run must never be taken for this one. */
export function withoutMarkers(text: string): string {
  return text.replace(anyMarker, '[marker removed]');
}

/** Whether a task's title begins with the marker; titles are cut from the prompt's start. */
export function bearsMarker(title: string, marker: string): boolean {
  return title.trimStart().startsWith(marker);
}

export function bearsAnyMarker(title: string): boolean {
  return /^\s*\[specline:/i.test(title);
}
