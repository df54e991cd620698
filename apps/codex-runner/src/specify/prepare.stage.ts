// Fixes where a specification is written, before anything is started: directory, branch, base and image are the same in every attempt.
import type { PrepareOutput, StageInput } from '#contracts';
import { StageFailure, featureKeyOf, specBranchName } from '#domain';
import { RepositoryReader, baseCommitOf, requireAllowed } from '#github';
import type { Config } from '#platform';
import { InjectConfig, Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { AgentJobs } from '../agents/agent-jobs';
import { JobContainers, type JobImage } from '../jobs/job';
import { localAgent } from './local-agent-name';
import { readSpecKitPack } from '../spec-kit/spec-kit-pack';

/** Branches on which specifications wait: `specline/<key>/spec`, and `-2`, `-3` after merges. */
const waitingBranch = /^specline\/([^/]+)\/spec(?:-\d+)?$/;

@Stage('prepare')
export class PrepareStage implements StageHandler<'prepare'> {
  constructor(
    private readonly reader: RepositoryReader,
    private readonly jobs: JobContainers,
    private readonly agents: AgentJobs,
    @InjectConfig() private readonly config: { readonly github: Pick<Config['github'], 'allowedRepositories'> },
  ) {}

  async run({ request }: StageInput<'prepare'>, stage: StageContext): Promise<PrepareOutput> {
    requireAllowed(request.repository, this.config.github.allowedRepositories);
    await this.agents.ready(localAgent(request.agent));
    const image = await this.jobs.image();
    const specKitVersion = await specKitOf(image);
    const base = await baseCommitOf(this.reader, request.repository, request.baseBranch);
    const featureKey = featureKeyOf({ wanted: request.featureKey, ...await this.taken(request.repository, base.sha) });
    const featureDirectory = `specs/${featureKey}`;
    stage.conclude(`${featureDirectory} on ${base.branch} at ${base.sha.slice(0, 12)}`);
    return { featureKey, featureDirectory, baseBranch: base.branch, baseSha: base.sha, branchName: specBranchName(featureKey), image: image.id, specKitVersion };
  }

  private async taken(repository: string, sha: string): Promise<{ directories: string[]; waiting: string[] }> {
    const [entries, branches] = await Promise.all([this.reader.directory(repository, 'specs', sha), this.reader.branches(repository, 'specline/')]);
    return {
      directories: entries.filter(({ type }) => type === 'dir').map(({ name }) => name),
      waiting: branches.flatMap((branch) => waitingBranch.exec(branch)?.[1] ?? []),
    };
  }
}

/** The image's Spec Kit has to be this release's own. @throws StageFailure `spec_kit.changed`, `docker.image_outdated` */
async function specKitOf({ id, specKitVersion }: JobImage): Promise<string> {
  const { ok, version, faults } = await readSpecKitPack();
  if (!ok) throw new StageFailure({ code: 'spec_kit.changed', message: `The files of Spec Kit are not those of this release: ${faults.slice(0, 3).join(', ')}.`, remediation: 'Install this release of Specline anew, then retry the run.' });
  if (specKitVersion !== undefined && specKitVersion !== version) {
    throw new StageFailure({ code: 'docker.image_outdated', message: `The job image ${id} has Spec Kit ${specKitVersion}, and this release ${version}.`, remediation: 'Build the job image of this release (npm run job-image, or images/job/Dockerfile), name it in SPEC_AUTOMATION_JOB_IMAGE, then retry the run.' });
  }
  return version;
}
