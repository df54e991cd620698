// Fixes where a specification is written, before anything is started: directory, branch, base and image are the same in every attempt.
import type { PrepareOutput, StageInput } from '#contracts';
import { StageFailure, specBranchName } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { AgentJobs } from '../agents/agent-jobs';
import { JobContainers, type JobImage } from '../jobs/job';
import { localAgent } from './local-agent-name';
import { readSpecKitPack } from '../spec-kit/spec-kit-pack';
import { SpecificationPlaces } from './specification-places';

@Stage('prepare')
export class PrepareStage implements StageHandler<'prepare'> {
  constructor(private readonly places: SpecificationPlaces, private readonly jobs: JobContainers, private readonly agents: AgentJobs) {}

  async run({ request }: StageInput<'prepare'>, stage: StageContext): Promise<PrepareOutput> {
    await this.agents.ready(localAgent(request.agent));
    const image = await this.jobs.image();
    const specKitVersion = await specKitOf(image);
    const { featureKey, baseBranch, baseSha } = await this.places.find(request);
    const featureDirectory = `specs/${featureKey}`;
    stage.conclude(`${featureDirectory} on ${baseBranch} at ${baseSha.slice(0, 12)}`);
    return { featureKey, featureDirectory, baseBranch, baseSha, branchName: specBranchName(featureKey), image: image.id, specKitVersion };
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
