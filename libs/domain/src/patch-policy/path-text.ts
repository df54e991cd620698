// How paths are compared and shown when their spelling may be meant to deceive.

/** Characters that are not seen: control, format, bidirectional and other ignorable ones. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFD]/gu;

/** The path with every character that is not seen written as `\u{…}`, cut at 300 characters. */
export function shownPath(path: string): string {
  return path.slice(0, 300).replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A component as the most forgiving file system reads it: case, width, ignorable characters, final dots and spaces, and NTFS streams do not matter. */
export function foldedComponent(component: string): string {
  const visible = component.normalize('NFKC').replace(unseen, '').toLowerCase();
  const stream = visible.indexOf(':');
  return (stream < 0 ? visible : visible.slice(0, stream)).replace(/[. ]+$/, '').trimStart();
}

/** Two paths with the same key are one file where case or composition of letters does not matter. */
export function collisionKey(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
