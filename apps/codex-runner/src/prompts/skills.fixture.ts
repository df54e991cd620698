// For tests: the policy for skills in front of a repository that holds the given files.
import type { SkillSettings } from '#domain';
import { SkillUse } from './skill-use';

export const skillSettings: SkillSettings = { use: true, default: 'speckit', allowed: ['speckit'], fallback: true, canaryPercent: 100, shadow: false, byStage: {} };

/** `asked` collects what was read, as `<commit>:<path>`. */
export function skillsIn(files: readonly string[], change: Partial<SkillSettings> = {}, asked: string[] = []): SkillUse {
  return new SkillUse({ ...skillSettings, ...change }, {
    file: async (_repository, path, commit) => {
      asked.push(`${commit}:${path}`);
      return files.includes(path) ? new Uint8Array([35]) : undefined;
    },
  });
}
