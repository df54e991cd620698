// Which repository names are accepted: `owner/name` as GitHub allows them, so that no URL, option or path can pass for one.

// Letters, digits and single dashes; an underscore separates the short code of a managed user.
const owner = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:_[A-Za-z0-9]+)?$/;
const name = /^[A-Za-z0-9._][A-Za-z0-9._-]{0,99}$/;
const longestOwner = 39;

/** Whether `ownerName` is exactly `owner/name`. GitHub reserves `.git` and `.wiki` as endings. */
export function isSafeRepository(ownerName: string): boolean {
  if (ownerName.length > longestOwner + 1 + 100) return false;
  const parts = ownerName.split('/');
  const [first = '', second = ''] = parts;
  return parts.length === 2 && first.length <= longestOwner && owner.test(first)
    && name.test(second) && !/^\.+$/.test(second) && !second.includes('..') && !/\.(?:git|wiki)$/i.test(second);
}
