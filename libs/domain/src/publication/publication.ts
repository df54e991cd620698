// What is published of a run, whichever workflow it is: a checked change, where it goes, and the words for it.
import type { Change, StageInput } from '#contracts';
import { commitMessage, pullRequestBody, pullRequestTitle } from '../phase-work/pull-request-text';
import { specificationBody, specificationCommit, specificationTitle } from '../specification/specification-text';

export interface Publication {
  baseBranch: string;
  baseSha: string;
  branchName: string;
  change: Change;
  /** The stage that checks the change again when its stored patch turns out to be another one. */
  checkedBy: string;
  draft: boolean;
  title: string;
  body: string;
  commitMessage: string;
}

export interface PublishingAttempt { runId: string; attempt: number; runUrl: string | null }

/** Pure. @throws Error when the run has nothing to publish, which its chain rules out */
export function publicationOf(input: StageInput<'publish'>, attempt: PublishingAttempt): Publication {
  return 'prepare' in input ? specificationOf(input, attempt) : phaseOf(input, attempt);
}

type PhaseInput = Extract<StageInput<'publish'>, { discover: unknown }>;
type SpecificationInput = Extract<StageInput<'publish'>, { prepare: unknown }>;

function phaseOf({ request, discover, submit, apply }: PhaseInput, attempt: PublishingAttempt): Publication {
  if (discover.branchName === null) throw new Error('a run without an open phase has nothing to publish');
  return {
    baseBranch: discover.baseBranch, baseSha: discover.baseSha, branchName: discover.branchName, change: apply, checkedBy: 'apply', draft: false,
    title: pullRequestTitle({ discover }), commitMessage: commitMessage({ discover, apply }),
    body: pullRequestBody({ ...attempt, request, discover, apply, codexTaskUrl: submit.taskUrl }),
  };
}

function specificationOf({ request, prepare, tasks }: SpecificationInput, attempt: PublishingAttempt): Publication {
  const { change } = tasks;
  if (!change) throw new Error('a specification without a change has nothing to publish');
  return {
    baseBranch: prepare.baseBranch, baseSha: prepare.baseSha, branchName: prepare.branchName, change, checkedBy: 'tasks', draft: true,
    title: specificationTitle(prepare), commitMessage: specificationCommit(prepare),
    body: specificationBody({ ...attempt, request, prepare, change, written: tasks }),
  };
}
