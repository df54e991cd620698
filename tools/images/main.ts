// `npm run images`: builds every image without network and takes the stack of docker-compose.yaml through runs in the sandbox.
//   --json    the last line on standard output is JSON, everything else goes to standard error
//   --record  writes the run into docs/operations.md
//   --probe   only says whether containers can be run here
import { Command } from 'commander';
import { guardianGone } from '../stack/guarded-process';
import { explain } from '../stack/stack-error';
import { claims, type Story } from './claims';
import { Docker } from './docker';
import { installPrograms } from './programs';
import { ProvenInstallation } from './proven-installation';
import { recordSampleRun } from './sample-run';

interface Options { json: boolean; record: boolean; probe: boolean }

async function main(): Promise<number> {
  const options = new Command('npm run images --').option('--json', '', false).option('--record', '', false).option('--probe', '', false).parse().opts<Options>();
  if (options.probe) return probe();
  const report = options.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  await installPrograms(report);
  const proven = await ProvenInstallation.start(report);
  try {
    const story: Story = {};
    for (const { claim, holds } of claims) {
      await holds(proven, story);
      report(`\n== It holds: ${claim}\n`);
    }
    const result = { run: story.run?.id, measured: proven.measured, images: await proven.images() };
    if (options.record) recordSampleRun(story.run!);
    console.log(options.json ? JSON.stringify(result) : result);
    return 0;
  } finally {
    await proven.stop();
    await guardianGone();
  }
}

async function probe(): Promise<number> {
  const docker = await Docker.open();
  await docker.stop();
  await guardianGone();
  return 0;
}

process.setSourceMapsEnabled(true);
// What is waited for at the end holds no process open by itself.
setInterval(() => undefined, 60_000);
main().then((code) => process.exit(code), (error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
