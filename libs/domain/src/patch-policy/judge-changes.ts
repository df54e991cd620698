// Judges the list of changes that a patch makes to an index, as `git diff-index --cached --raw -z` gives it.
import { collisionKey, shownPath } from './path-text';
import { defaultPatchPolicy, type PatchFinding, type PatchPolicy, type Verdict } from './patch-policy';
import { heldReason, problemOfNewPath, problemOfPath } from './path-rules';

/** `status` is git's letter, with a score after R and C; modes are six octal digits, `000000` where there is no file. */
export interface PatchChange {
  status: string;
  oldMode: string;
  newMode: string;
  path: string;
  /** Where a renamed or copied file comes from. */
  oldPath?: string;
}

const noFile = '000000';
const plain = '100644';
const executable = '100755';
const symlink = '120000';
const gitlink = '160000';

/** Everything that speaks against these changes; empty when nothing does. Pure: what the repository holds besides is not known here. */
export function judgeChanges(changes: readonly PatchChange[], policy: PatchPolicy = defaultPatchPolicy): PatchFinding[] {
  return [...changes.flatMap((change) => [...onPaths(change, policy), ...onMode(change, policy)]), ...onCollisions(changes)];
}

function onPaths({ status, path, oldPath }: PatchChange, policy: PatchPolicy): PatchFinding[] {
  const findings: PatchFinding[] = [];
  for (const each of oldPath === undefined || oldPath === path ? [path] : [path, oldPath]) {
    const problem = problemOfPath(each, policy) ?? (each === path && /^[ARC]/.test(status) ? problemOfNewPath(each, policy) : null);
    const held = heldReason(each, policy);
    if (problem) findings.push({ ...problem, path: shownPath(each), severity: 'reject' });
    else if (held) findings.push({ code: 'path.held', path: shownPath(each), reason: `${held} A person has to make this change.`, severity: 'hold' });
  }
  if (!/^(?:[AMDT]|[RC]\d{0,3})$/.test(status)) findings.push({ code: 'change.unknown', path: shownPath(path), reason: `The change has the status "${shownPath(status)}", which is not known or not merged.`, severity: 'reject' });
  return findings;
}

function onMode({ status, oldMode, newMode, path }: PatchChange, policy: PatchPolicy): PatchFinding[] {
  const finding = (code: string, reason: string, verdict: Verdict): PatchFinding[] => (verdict === 'allow' ? [] : [{ code, path: shownPath(path), reason, severity: verdict }]);
  if (newMode === symlink) return finding('mode.symlink', 'It is a symbolic link, which can point outside the repository.', 'reject');
  if (newMode === gitlink) return finding('mode.submodule', 'It is a submodule, which would be fetched from elsewhere.', 'reject');
  if (oldMode === gitlink) return finding('mode.submodule', 'It removes or replaces a submodule. A person has to make this change.', 'hold');
  if (newMode === executable && oldMode !== executable) {
    return oldMode === noFile || status.startsWith('C')
      ? finding('mode.executable', 'It is a new executable file.', policy.newExecutable)
      : finding('mode.executable', 'It becomes executable.', policy.madeExecutable);
  }
  const usual = newMode === plain || newMode === executable || (newMode === noFile && status.startsWith('D'));
  return usual ? [] : finding('mode.unusual', `It has the mode ${shownPath(newMode)}; only ${plain} and ${executable} are allowed.`, 'reject');
}

/** Names, also of directories, that become one where case or the composition of letters does not matter. Each pair is told once. */
function onCollisions(changes: readonly PatchChange[]): PatchFinding[] {
  const spelled = new Map<string, string>();
  const findings = new Map<string, PatchFinding>();
  for (const { status, path } of changes) {
    if (status.startsWith('D')) continue;
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const name = end < 0 ? path : path.slice(0, end);
      const key = collisionKey(name);
      const other = spelled.get(key);
      if (other === undefined) spelled.set(key, name);
      else if (other !== name) findings.set(key, { code: 'path.collision', path: shownPath(name), reason: `It differs from "${shownPath(other)}" only in case or in how letters are composed.`, severity: 'reject' });
      if (end < 0) break;
    }
  }
  return [...findings.values()];
}
