// Makes text of operators and repositories data in a prompt: it cannot bear a run's marker, invoke a skill, hide words or pass for Specline's own.
import { withoutMarkers } from '../phase-work/marker';
import { withoutInvocations } from '../skills/invoke-skill';

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]+/g;
/** Nobody sees them, yet an agent reads them: zero-width spaces, signs that turn the direction, and Unicode's tags. */
const hidden = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]+/gu;

/** On one line. */
export function oneLine(text: string): string {
  return harmless(text.replace(/[\s\u0085\u2028\u2029]+/g, ' ')).trim();
}

/** Every line begins with `> `, which none of Specline's own does. */
export function quoted(text: string): string {
  const lines = harmless(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')).trim().split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

function harmless(text: string): string {
  return withoutInvocations(withoutMarkers(text.replace(controls, ' ').replace(hidden, '')));
}
