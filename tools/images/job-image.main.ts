// `npm run job-image`: makes the job image in this machine's container engine, without network, and prints its id.
import { explain, StackError } from '../stack/stack-error';
import { guardianGone } from '../stack/guarded-process';
import { Docker } from './docker';
import { makeJobImage } from './job-image';

async function main(): Promise<void> {
  const docker = await Docker.open({ compose: false });
  try {
    // An image in a private daemon would be gone with it.
    if (!docker.isShared) throw new StackError('No Docker daemon answers.', 'Start Docker, or name it in DOCKER_HOST.');
    const { id, name, made } = await makeJobImage(docker, docker.folder);
    console.error(`${name} ${made ? 'is made' : 'was there'}. Set SPEC_AUTOMATION_JOB_IMAGE to its id:`);
    console.log(id);
  } finally {
    await docker.stop();
    await guardianGone();
  }
}

process.setSourceMapsEnabled(true);
main().then(() => process.exit(0), (error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
