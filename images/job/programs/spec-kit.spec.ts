import { outsideOfPatches, overlay } from './spec-kit.mjs';

const file = { sha256: '', executable: false };
const manifest = {
  version: '9.9.9',
  files: { '.agents/skills/speckit-plan/SKILL.md': file, '.agents/skills/speckit-tasks/SKILL.md': file, '.specify/scripts/bash/a.sh': file, '.specify/scripts/bash/b.sh': file, '.specify/templates/t.md': file },
};
const laidOver = (...paths: string[]): string[] => overlay(new Set(paths), manifest).laidOver;
const all = Object.keys(manifest.files);

test('everything is laid over a repository that has nothing of it', () => {
  expect(overlay(new Set(['README.md', '.agents/skills/other/SKILL.md', '.specify/feature.json']), manifest)).toEqual({ version: '9.9.9', laidOver: all, kept: [] });
});

test('what the repository has stays, file by file', () => {
  expect(laidOver('.agents/skills/speckit-plan/SKILL.md', '.specify/templates/t.md')).toEqual(all.filter((path) => !/plan|templates/.test(path)));
});

test('of the scripts all or none are laid over', () => {
  expect(laidOver('.specify/scripts/bash/old.sh')).toEqual(all.filter((path) => !path.includes('scripts')));
  expect(laidOver('.specify/scripts/powershell/a.ps1')).toEqual(all.filter((path) => !path.includes('scripts')));
});

test.each([['.agents', /^\.agents/], ['.specify/scripts', /scripts/], ['.specify/templates', /templates/]])('a file or a link at %s stands in the way of what would lie below it', (path, below) => {
  expect(laidOver(path)).toEqual(all.filter((one) => !below.test(one)));
});

test('what is laid over is never in a patch, and the feature file only when the base has it', () => {
  expect(outsideOfPatches(new Set(['README.md']))).toContain('.specify/feature.json');
  expect(outsideOfPatches(new Set(['.specify/feature.json']))).not.toContain('.specify/feature.json');
  expect(outsideOfPatches(new Set(['README.md']))).toContain('.agents/skills/speckit-plan/SKILL.md');
  expect(outsideOfPatches(new Set(['.agents/skills/speckit-plan/SKILL.md']))).not.toContain('.agents/skills/speckit-plan/SKILL.md');
});
