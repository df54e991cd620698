// Which story a rehearsed run tells: chosen by its `externalRef`, so that any feature and repository can tell any of them.
import type { StageName } from '#contracts';
import type { FailureInput } from '#domain';

export const stories = ['plain', 'no-work', 'no-diff', 'conflict', 'diverged', 'no-scope', 'slow', 'long-log'] as const;
export type Story = (typeof stories)[number];

/** @example storyOf('rehearse:conflict') === 'conflict' */
export function storyOf(externalRef: string | undefined): Story {
  return stories.find((story) => externalRef === `rehearse:${story}`) ?? 'plain';
}

export interface Trouble { stage: StageName; failure: FailureInput }

const taskUrl = 'https://chatgpt.com/codex/tasks/task_e_rehearsed';

/** Where the first attempt of a story fails; a later attempt succeeds. */
export const troubles: Partial<Record<Story, Trouble>> = {
  'no-diff': {
    stage: 'apply',
    failure: {
      code: 'codex.no_diff', resume: 'submit', message: 'Codex Cloud ended the task without a diff.',
      remediation: `Open ${taskUrl}: the agent may have asked a question or failed there. Make the tasks clearer, push them to the base branch, then retry the run to ask Codex anew.`,
    },
  },
  'conflict': {
    stage: 'apply',
    failure: {
      code: 'patch.conflict', resume: 'submit', details: { files: ['src/cart/total.ts'] }, message: 'The patch does not fit on main at 6ad9a388f46e: src/cart/total.ts.',
      remediation: 'Read the conflict report. If the base branch has moved, start again with the mode restart_from_discovery; otherwise retry the run to ask Codex anew.',
    },
  },
  'diverged': {
    stage: 'publish',
    failure: {
      code: 'publish.branch_diverged', message: 'The branch has a commit that Specline did not make.',
      remediation: 'Merge or remove that commit, or rename the branch, then retry the run. Specline never overwrites a branch that a person has touched.',
    },
  },
  'no-scope': {
    stage: 'publish',
    failure: {
      code: 'credential.github_scope', message: 'The GitHub token may not open pull requests here.',
      remediation: 'Give the token the scope repo (classic) or Pull requests: write (fine-grained), then retry the run.',
    },
  },
};
