// Waits for the agent's patch, applies it to the base in git's index only, and checks what it does before anything is published.
import { patchForm } from '#artifacts';
import type { ApplyOutput, StageInput } from '#contracts';
import { publishEffects } from '#domain';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { PhaseAgents } from '../agents/phase-agents';
import { checkPatch, requireAcceptable } from './patch-check';
import { RepositoryMirrors } from './repository-mirrors';

const mostFiles = 500;
const mostFindings = 200;

@Stage('apply')
export class ApplyStage implements StageHandler<'apply'> {
  constructor(private readonly agents: PhaseAgents, private readonly mirrors: RepositoryMirrors) {}

  async run(input: StageInput<'apply'>, stage: StageContext): Promise<ApplyOutput> {
    const { request, discover, submit } = input;
    const { patch: given, usage } = await this.agents.of(submit.agent).answer(input, stage);
    const patch = await stage.keep('codex_patch', Buffer.from(given), patchForm);
    requireAcceptable(given, 'submit');
    stage.progress('checking the patch');
    const checked = await this.mirrors.at(request.repository, discover.baseSha, stage.signal, (mirror) => checkPatch(mirror, given, discover, stage));
    const appliedPatch = await stage.keep('applied_patch', checked.canonical, patchForm);
    const files = checked.changes.slice(0, mostFiles).map(({ path, status }) => ({ path, status }));
    const effects = publishEffects({ request, discover, treeSha: checked.tree });
    await stage.keepJson('apply_report', {
      base: discover.baseSha, tree: checked.tree, files: checked.changes.map(({ path, status, oldMode, newMode }) => ({ path, status, oldMode, newMode })),
      ticked: checked.ticked, findings: checked.findings, effects, published: !request.dryRun,
    });
    stage.conclude(`${checked.changes.length} files, ${checked.ticked.length} of ${discover.openTasks.length} tasks ticked${request.dryRun ? '; dry run: nothing is published' : ''}`);
    return {
      patch, appliedPatch, treeSha: checked.tree, files, ticked: checked.ticked, findings: checked.findings.slice(0, mostFindings), effects,
      ...(usage === undefined ? {} : { usage }),
    };
  }
}
