// Which paths no patch may use, and which it may not introduce.
import { foldedComponent } from './path-text';
import type { PatchPolicy } from './patch-policy';

export interface PathProblem {
  code: string;
  reason: string;
}

// Short names that NTFS gives to .git, .gitmodules and .gitattributes.
const shortNameOfGit = /^\.?gi[a-z0-9]{0,6}~\d+$/;
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

interface PathRule extends PathProblem {
  breaks: (path: string, components: string[], policy: PatchPolicy) => boolean;
}

const always: PathRule[] = [
  { code: 'path.empty', reason: 'The file has no name.', breaks: (path) => path === '' },
  { code: 'path.git_directory', reason: 'It lies in git\'s own directory or is spelled so that some systems take it for that.', breaks: (_, components) => components.some(isGitDirectory) },
  { code: 'path.absolute', reason: 'The path is absolute.', breaks: (path) => /^(?:[/\\]|[A-Za-z]:)/.test(path) },
  { code: 'path.traversal', reason: 'The path has a component that is empty, "." or "..".', breaks: (_, components) => components.some((each) => /^\s*\.{0,2}\s*$/.test(each)) },
  { code: 'path.backslash', reason: 'The path has a backslash, which separates directories on Windows.', breaks: (path) => path.includes('\\') },
  { code: 'path.control_character', reason: 'The name has a line break or another control character.', breaks: (path) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(path) },
  { code: 'path.invisible_character', reason: 'The name has invisible characters or ones that reverse the direction of text.', breaks: (path) => /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(path) },
  { code: 'path.not_utf8', reason: 'The name is not valid UTF-8.', breaks: (path) => /\uFFFD|\p{Cs}/u.test(path) },
  { code: 'path.too_deep', reason: 'The path is nested too deeply.', breaks: (_, components, { maxPathDepth }) => components.length > maxPathDepth },
  { code: 'path.too_long', reason: 'The path is too long.', breaks: (path, _, { maxPathLength }) => path.length > maxPathLength },
];

const introduced: PathRule[] = [
  { code: 'path.reserved_name', reason: 'The name stands for a device on Windows.', breaks: (_, components) => components.some((each) => reservedName.test(each.trimEnd())) },
  { code: 'path.final_dot_or_space', reason: 'A component ends in a dot or a space, which Windows drops.', breaks: (_, components) => components.some((each) => /[. ]$/.test(each)) },
  { code: 'path.unportable_character', reason: 'The name has a character that Windows does not allow (< > : " | ? *).', breaks: (path) => /[<>:"|?*]/.test(path) },
];

/** The first reason why no patch may touch this path. */
export function problemOfPath(path: string, policy: PatchPolicy): PathProblem | null {
  return firstBroken(always, path, policy);
}

/** The first reason why no patch may bring in this path; files that bear such a name already may be edited. */
export function problemOfNewPath(path: string, policy: PatchPolicy): PathProblem | null {
  return firstBroken(introduced, path, policy);
}

/** Why a person has to make this change. */
export function heldReason(path: string, { heldPaths }: PatchPolicy): string | null {
  const folded = path.split(/[/\\]/).map(foldedComponent).join('/');
  return heldPaths.find(({ pattern }) => matches(folded, pattern.toLowerCase()))?.reason ?? null;
}

function matches(path: string, pattern: string): boolean {
  if (pattern.endsWith('/**')) return path.startsWith(pattern.slice(0, -2)) || path === pattern.slice(0, -3);
  return pattern.includes('/') ? path === pattern : path.slice(path.lastIndexOf('/') + 1) === pattern;
}

function isGitDirectory(component: string): boolean {
  // A backslash separates components on Windows, so each side of it is looked at.
  return component.split('\\').map(foldedComponent).some((folded) => folded === '.git' || shortNameOfGit.test(folded));
}

function firstBroken(rules: PathRule[], path: string, policy: PatchPolicy): PathProblem | null {
  const components = path.split('/');
  const rule = rules.find(({ breaks }) => breaks(path, components, policy));
  return rule ? { code: rule.code, reason: rule.reason } : null;
}
