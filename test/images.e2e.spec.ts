// The container images as an operator uses them: built without network, started by docker-compose.yaml, used with the commands of docs/operations.md.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { claims, type Story } from '../tools/images/claims';
import { ProvenInstallation } from '../tools/images/proven-installation';

/** Why containers cannot be run here, or undefined: tried with the program that `npm run images` starts. */
function obstacle(): string | undefined {
  const probe = spawnSync(process.execPath, [join(__dirname, '../dist/tools/images/main.js'), '--probe'], { encoding: 'utf8', timeout: 90_000 });
  return probe.status === 0 ? undefined : probe.stderr.trim() || 'the probe did not end in time';
}

const reason = obstacle();
if (reason) console.warn(`The container images are not tested: ${reason}`);

(reason ? describe.skip : describe)('the container images', () => {
  const output: string[] = [];
  const story: Story = {};
  let proven: ProvenInstallation;

  beforeAll(async () => {
    proven = await ProvenInstallation.start((line) => output.push(line));
  }, 600_000);
  afterAll(() => proven?.stop(), 120_000);

  test.each(claims)('$claim', async ({ holds }) => {
    await holds(proven, story);
  }, 600_000);
});
