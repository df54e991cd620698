// Which repositories this installation may touch, by globs such as `acme/*`.

/** True when no glob is set or one matches; `*` stands for any characters but a slash. */
export function isAllowed(repository: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return true;
  return globs.some((glob) => toPattern(glob).test(repository));
}

function toPattern(glob: string): RegExp {
  const escaped = glob.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`, 'i');
}
