// Several answers to one prompt: the best is published, and an operator has another one published in its place.
import { candidateReportSchema, runsPath, type RunView } from '#contracts';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';

const repository = 'acme/harbour';
const feature = '001-cranes';
const tasksFile = `specs/${feature}/tasks.md`;

describe('of several answers', () => {
  let specline: TestInstallation;
  let first: RunView;
  const github = () => specline.sandbox!.github.control;
  const cloud = () => specline.sandbox!.cloud.control;
  const retry = (body: object) => specline.post(`/${runsPath}/${first.id}/retry`, body);
  const branchFile = async (path: string): Promise<string | undefined> => (await github().readFile({ repository, path, ref: first.branchName! }).catch(() => undefined))?.text ?? undefined;
  const report = async () => {
    const run = await specline.client.run(first.id);
    const artifact = run.artifacts!.filter(({ artifactType }) => artifactType === 'candidate_report').at(-1)!;
    return candidateReportSchema.parse((await specline.get(`/${runsPath}/${first.id}/artifacts/${artifact.id}/content`)).body);
  };

  beforeAll(async () => {
    specline = await startInstallation({ repositories: [repository] });
    await github().createRepository({ repository, files: featureFiles([feature]), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 240_000);
  afterAll(() => specline?.end(), 60_000);

  it('the best one becomes the pull request, and all are kept with why', async () => {
    cloud().behave({ behaviour: { kind: 'attempts', each: [{ kind: 'half' }, { kind: 'ready' }, { kind: 'conflict', base: 'unknown' }] }, tasks: 1 });
    first = await specline.finish({ repository, featureKey: feature, attempts: 3 });
    expect([first.status, first.failure]).toEqual(['succeeded', null]);
    expect((await branchFile(tasksFile))?.match(/\[X\]/g)).toHaveLength(2);
    expect(await branchFile(`docs/${feature}.md`)).toBeDefined();
    expect((await report()).candidates.map(({ candidate, chosen, applies }) => [candidate, chosen, applies])).toEqual([[2, true, true], [1, false, true], [3, false, false]]);
  }, 240_000);

  it('one that cannot be published is refused with the way out, and so is the one that is there', async () => {
    const answers = [await retry({ mode: 'choose_candidate', candidate: 3 }), await retry({ mode: 'choose_candidate', candidate: 2 }), await retry({ mode: 'choose_candidate', candidate: 4 }), await retry({ mode: 'choose_candidate' })];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([[409, 'retry.unsafe'], [409, 'retry.unsafe'], [409, 'candidate.unknown'], [400, expect.any(String)]]);
    expect(answers[0]?.body.remediation).toContain('can be published: 1.');
  }, 60_000);

  it('another one takes its place in the same pull request, and Codex is not asked again', async () => {
    const { status, body } = await retry({ mode: 'choose_candidate', candidate: 1, notes: 'the smaller step' });
    // A quick runner has taken it before the answer is written.
    expect([status, body.status]).toEqual([202, expect.stringMatching(/^(retrying|running)$/)]);
    const run = await specline.over(first.id);
    expect([run.status, run.prNumber, run.branchName, run.attempt]).toEqual(['succeeded', first.prNumber, first.branchName, 2]);
    expect((await branchFile(tasksFile))?.match(/\[X\]/g)).toHaveLength(1);
    expect(await branchFile(`docs/${feature}.md`)).toBeUndefined();
    expect(await report()).toMatchObject({ chosenBy: 'operator', candidates: [{ candidate: 2, chosen: false }, { candidate: 1, chosen: true }, {}] });
    expect(cloud().tasks()).toHaveLength(1);
    const pulls = await github().pullRequests({ repository });
    expect(pulls).toHaveLength(1);
    expect(pulls[0]?.body).toContain(`[specline:${first.id}/2]`);
    expect(pulls[0]?.body).not.toContain('T002');
  }, 240_000);
});
