// What GitHub refuses in a push, decided ref by ref in git's own update hook and told in GitHub's words.

/**
 * The hook gets its policy from the environment:
 * PUSH_VERDICTS (file for `ref<TAB>before<TAB>after<TAB>reason`, reason empty = accepted), PUSH_PROTECTED (full ref names, space separated),
 * PUSH_WORKFLOW_ACTOR and PUSH_WORKFLOW_NEED (set when the token may not touch workflow files).
 * As GitHub documents for the `workflow` scope, a workflow file passes when another branch already has it with the same path and contents.
 */
export const updateHook = `#!/bin/sh
ref=$1 before=$2 after=$3
verdict() { printf '%s\\t%s\\t%s\\t%s\\n' "$ref" "$before" "$after" "$1" >>"$PUSH_VERDICTS"; }
refuse() { verdict "$1"; exit 1; }

case " $PUSH_PROTECTED " in
*" $ref "*)
  printf 'error: GH006: Protected branch update failed for %s.\\n\\n- Changes must be made through a pull request.\\n' "$ref" >&2
  refuse 'protected branch hook declined' ;;
esac

known_elsewhere() {
  entry=$(git ls-tree "$after" -- "$1")
  [ -n "$entry" ] && git for-each-ref --format='%(objectname)' refs/heads |
    while read -r tip; do git ls-tree "$tip" -- "$1"; done | grep -Fxq -e "$entry"
}
if [ -n "$PUSH_WORKFLOW_ACTOR" ] && [ -n "$(printf %s "$after" | tr -d 0)" ]; then
  forbidden=$(git log --format= --name-only --no-renames --diff-filter=AMT "$after" --not --all -- .github/workflows | sort -u |
    while IFS= read -r path; do known_elsewhere "$path" || { printf %s "$path"; break; }; done)
  [ -z "$forbidden" ] || refuse "refusing to allow $PUSH_WORKFLOW_ACTOR to create or update workflow \\\`$forbidden\\\` without $PUSH_WORKFLOW_NEED"
fi
verdict ''
`;

/** One ref of a push after the hook: accepted when `reason` is empty. */
export interface PushVerdict {
  ref: string;
  before: string;
  after: string;
  reason: string;
}

export function parseVerdicts(text: string): PushVerdict[] {
  return text.split('\n').filter(Boolean).map((line) => {
    const [ref = '', before = '', after = '', reason = ''] = line.split('\t');
    return { ref, before, after, reason };
  });
}

/** The refs that receive-pack reports as done. `body` is the whole answer, side-band framed. */
export function acceptedRefs(body: Buffer): string[] {
  const report = packetLines(body).filter((line) => line[0] === 1).map((line) => line.subarray(1));
  return packetLines(Buffer.concat(report)).flatMap((line) => /^ok (\S+)/.exec(line.toString())?.[1] ?? []);
}

/** Replaces receive-pack's "hook declined" by the reason GitHub gives for that ref; everything else stays as git wrote it. */
export function restateRefusals(body: Buffer, verdicts: readonly PushVerdict[]): Buffer {
  const reasons = new Map(verdicts.filter(({ reason }) => reason !== '').map(({ ref, reason }) => [ref, reason]));
  if (reasons.size === 0) return body;
  const lines = packetLines(body);
  const report = packetLines(Buffer.concat(lines.filter((line) => line[0] === 1).map((line) => line.subarray(1))));
  const restated = report.map((line) => {
    const ref = /^ng (\S+) hook declined/.exec(line.toString())?.[1];
    const reason = ref === undefined ? undefined : reasons.get(ref);
    return packet(reason === undefined ? line : Buffer.from(`ng ${ref} ${reason}\n`));
  });
  const spoken = lines.filter((line) => line[0] !== 1).map(packet);
  const reportBand = Buffer.concat([Buffer.from([1]), ...restated, flush]);
  return Buffer.concat([...spoken, packet(reportBand), flush]);
}

const flush = Buffer.from('0000');

function packet(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from((payload.length + 4).toString(16).padStart(4, '0')), payload]);
}

/** The payloads of a pkt-line stream, without the flush packets. */
function packetLines(stream: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let at = 0;
  while (at + 4 <= stream.length) {
    const length = parseInt(stream.toString('latin1', at, at + 4), 16);
    if (Number.isNaN(length)) break;
    if (length >= 4) lines.push(stream.subarray(at + 4, at + length));
    at += Math.max(length, 4);
  }
  return lines;
}
