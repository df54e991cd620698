// Which branch names a user may give as a base: narrower than git, because a branch name once reached a shell as a command.

const allowed = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;

/** Whether the name is safe in arguments, URLs and refs. Refuses `refs/…`, `HEAD`, object ids, revision syntax and everything outside ASCII letters, digits and `._/-`. */
export function isSafeBranch(name: string): boolean {
  if (!allowed.test(name) || name.includes('..')) return false;
  if (/^(?:refs|heads|remotes)\//i.test(name) || /^(?:head|fetch_head|orig_head|merge_head)$/i.test(name) || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.startsWith('-') && !part.endsWith('.') && !/\.lock$/i.test(part));
}
