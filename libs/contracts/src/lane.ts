// A lane is one repository's feature; at most one run of a lane is open. It is one token of a NATS subject.

/** Stands for the feature that could not be named before discovery looked; no directory under `specs/` may bear it. */
export const unresolvedFeature = '_';

/**
 * The lane of a feature: `<owner>~<name>~<feature>`, owner and name in lower case.
 * Every UTF-8 byte outside `[A-Za-z0-9_-]` is written `=XX`, so that no two features share a lane and no wildcard can be smuggled in.
 * @example laneOf('Acme/Web', '003-cart') === 'acme~web~003-cart'
 */
export function laneOf(repository: string, featureKey: string): string {
  return `${repositoryToken(repository)}~${encodeToken(featureKey)}`;
}

/** A repository as one token of a subject. */
export function repositoryToken(repository: string): string {
  const [owner = '', name = ''] = repository.toLowerCase().split('/');
  return [owner, name].map(encodeToken).join('~');
}

/** The feature that the lane is of, as it was named when the lane was. */
export function featureOfLane(lane: string): string {
  const [, , token = ''] = lane.split('~');
  const bytes = (token.match(/=[0-9A-F]{2}|./g) ?? []).map((one) => (one.length === 3 ? parseInt(one.slice(1), 16) : one.charCodeAt(0)));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** Any text as one token of a subject; an empty one is none. */
export function encodeToken(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_-]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
