// Keeps text from outside from playing tricks on a terminal or a page: what has no shape of its own is shown as its code.

// C0 without tab, DEL, C1, line separators, and the marks that hide or reverse text.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** ESC becomes `\x1b`, a right-to-left override `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
