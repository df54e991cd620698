import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stack/project-root';
import { licenceFaults, type PackageLock } from './licence-policy';

const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as PackageLock;
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

it('every package that is installed has a licence that is allowed', () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(licenceFaults(lock)).toEqual([]);
});

it('no package comes from an address of its own, and each that this platform may need is held to its digest', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(locked.filter(([, { integrity, optional }]) => integrity === undefined && !optional)).toEqual([]);
});

it.each([
  [{ license: 'GPL-3.0-only' }, 'sample is under GPL-3.0-only, which is not allowed for what is shipped'],
  [{ license: 'GPL-3.0-only', dev: true }, 'sample is under GPL-3.0-only, which is not allowed for tools'],
  [{ license: 'MPL-2.0' }, 'sample is under MPL-2.0, which is not allowed for what is shipped'],
  [{ license: 'MIT AND GPL-2.0' }, 'sample is under MIT AND GPL-2.0, which is not allowed for what is shipped'],
  [{}, 'sample names no licence: read its licence file, then add it to readByHand'],
  [{ optional: true }, 'sample names no licence: read its licence file, then add it to readByHand'],
])('%j is refused', (sample, fault) => {
  expect(licenceFaults({ packages: { '': { license: 'Apache-2.0' }, 'node_modules/other/node_modules/sample': sample } })).toEqual([fault]);
});

it.each([[{ license: '(BSD-3-Clause OR GPL-2.0)' }], [{ license: 'MIT AND ISC' }], [{ license: 'MPL-2.0', dev: true }], [{ dev: true, optional: true }]])('%j is allowed', (sample) => {
  expect(licenceFaults({ packages: { 'node_modules/@scope/sample': sample } })).toEqual([]);
});
