// Waits for the agent's patch, or chooses among several, applies it to the base in git's index only, and checks what it does before anything is published.
import { patchForm } from '#artifacts';
import type { AgentUsage, ApplyOutput, Artifact, Candidate, DiscoverOutput, StageInput } from '#contracts';
import { publishEffects } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import type { OnlyAnswer } from '../agents/phase-agent';
import { PhaseAgents } from '../agents/phase-agents';
import { CandidateChoice, type ChosenAnswer } from './candidate-choice';
import { checkPatch, requireAcceptable, type CheckedPatch } from './patch-check';
import { RepositoryMirrors } from './repository-mirrors';

const mostFiles = 500;
const mostFindings = 200;

/** What is gone on with: one answer and what the check made of it, with all of them where there are several. */
interface AcceptedAnswer { patch: Artifact; checked: CheckedPatch; known: { candidates?: Candidate[]; usage?: AgentUsage | null; agentVersion?: string }; remark: string }

@Stage('apply')
export class ApplyStage implements StageHandler<'apply'> {
  constructor(private readonly agents: PhaseAgents, private readonly mirrors: RepositoryMirrors, private readonly choice: CandidateChoice) {}

  async run(input: StageInput<'apply'>, stage: StageContext): Promise<ApplyOutput> {
    const { request, discover } = input;
    const { patch, checked, known, remark } = await this.accepted(input, stage);
    const appliedPatch = await stage.keep('applied_patch', checked.canonical, patchForm);
    const files = checked.changes.slice(0, mostFiles).map(({ path, status }) => ({ path, status }));
    const effects = publishEffects({ request, discover, treeSha: checked.tree });
    await stage.keepJson('apply_report', {
      base: discover.baseSha, tree: checked.tree, files: checked.changes.map(({ path, status, oldMode, newMode }) => ({ path, status, oldMode, newMode })),
      ticked: checked.ticked, findings: checked.findings, effects, published: !request.dryRun,
    });
    stage.conclude(`${checked.changes.length} files, ${checked.ticked.length} of ${discover.openTasks.length} tasks ticked${remark}${request.dryRun ? '; dry run: nothing is published' : ''}`);
    return { patch, appliedPatch, treeSha: checked.tree, files, ticked: checked.ticked, findings: checked.findings.slice(0, mostFindings), effects, ...known };
  }

  private async accepted(input: StageInput<'apply'>, stage: StageContext): Promise<AcceptedAnswer> {
    const { request: { attempts }, discover, submit } = input;
    const wanted = stage.fact.retry?.candidate;
    if (wanted !== undefined) return accept(await this.choice.wanted(wanted, discover, stage), `; answer ${wanted} of ${attempts}, as an operator chose`, stage);
    const given = await this.agents.of(submit.agent).answer(input, stage);
    if (!('several' in given)) return this.only(given, discover, stage);
    const best = await this.choice.best(given.several, discover, stage);
    return accept(best, `; answer ${best.candidate} of ${attempts} is the best`, stage);
  }

  private async only({ patch: given, ...known }: OnlyAnswer, discover: DiscoverOutput, stage: StageContext): Promise<AcceptedAnswer> {
    const patch = await stage.keep('codex_patch', Buffer.from(given), patchForm);
    requireAcceptable(given, 'submit');
    stage.progress('checking the patch');
    const checked = await this.mirrors.at(stage.repository, discover.baseSha, stage.signal, (mirror) => checkPatch(mirror, given, discover, stage));
    return { patch, checked, known, remark: '' };
  }
}

async function accept({ diff, checked, candidates }: ChosenAnswer, remark: string, stage: StageContext): Promise<AcceptedAnswer> {
  return { patch: await stage.keep('codex_patch', Buffer.from(diff), patchForm), checked, known: { candidates }, remark };
}
