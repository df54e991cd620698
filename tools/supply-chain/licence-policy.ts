// Which licences packages may have: those that ask no more of who ships Specline than to keep their notices.

/** The part of package-lock.json that is read; `packages` by path, the project itself under ''. */
export interface PackageLock { packages: Record<string, LockedPackage> }
/** `license` is an SPDX expression. `optional` ones may be missing where a platform does not need them. */
export interface LockedPackage { version?: string; license?: string; dev?: boolean; devOptional?: boolean; optional?: boolean; integrity?: string; resolved?: string }

/** Of packages that are part of the services, the command line or the console. */
const shipped = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'Python-2.0', 'CC0-1.0']);
/** Of packages that build or test only, besides: they change nothing of what is shipped. */
const tools = new Set(['MPL-2.0', 'CC-BY-4.0']);
/** Packages whose package.json names no licence in SPDX form, with what their licence file says. */
const readByHand: Record<string, string> = { buildcheck: 'MIT', 'cpu-features': 'MIT', ssh2: 'MIT' };

/** What is wrong with a lock file's packages, a line each. */
export function licenceFaults({ packages }: PackageLock): string[] {
  return Object.entries(packages).flatMap(([path, locked]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = locked.license ?? readByHand[name];
    const onlyTool = locked.dev === true || locked.devOptional === true;
    // Programs for other platforms are locked without their description.
    if (path === '' || (licence === undefined && onlyTool && locked.optional)) return [];
    if (licence === undefined) return [`${name} names no licence: read its licence file, then add it to readByHand`];
    return isAllowed(licence, onlyTool) ? [] : [`${name} is under ${licence}, which is not allowed for ${onlyTool ? 'tools' : 'what is shipped'}`];
  });
}

/** `A OR B` leaves the choice, `A AND B` asks for both. */
function isAllowed(licence: string, onlyTool: boolean): boolean {
  const alternatives = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((one) => shipped.has(one) || (onlyTool && tools.has(one))));
}
