// One step of writing a specification: asks the agent in its container, and takes out nothing but a checked patch of all that was written so far.
import { ArtifactStore, patchForm, textForm } from '#artifacts';
import type { AgentWork, Change, PrepareOutput, RunRequest, WritingOutput } from '#contracts';
import { StageFailure, markerOf, type WritingStep } from '#domain';
import type { StageContext } from '#stage-runtime';
import { AgentJobs } from '../agents/agent-jobs';
import { namingRefusedHosts, refusedWords } from '../agents/refused-hosts';
import { localAgent } from './local-agent-name';
import { checkChange, requireAcceptable } from '../apply/patch-check';
import { RepositoryMirrors } from '../apply/repository-mirrors';
import { WritingPrompts } from './writing-prompts';
import { requireWritten } from './written-documents';

export interface WritingOrder { step: WritingStep; request: RunRequest; prepare: PrepareOutput; earlier?: WritingOutput }

const mostFiles = 500;

export class Writing {
  constructor(
    private readonly agents: AgentJobs,
    private readonly prompts: WritingPrompts,
    private readonly mirrors: RepositoryMirrors,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** @throws StageFailure `agent.*`, `docker.*`, `skill.*`, `patch.*`, `credential.*` */
  async write(order: WritingOrder, stage: StageContext): Promise<WritingOutput> {
    const { request, prepare, earlier, step } = order;
    if (!request.specification) throw new Error('a specification is written from a text, and the run has none');
    const text = (await this.artifacts.read(request.specification)).toString('utf8');
    const composed = await this.prompts.compose({ step, request, prepare, text, marker: markerOf(stage.runId, stage.attempt) }, stage);
    const prompt = await stage.keep('codex_prompt', composed, textForm);
    const { patch, refusedHosts, ...work } = await this.agents.work({
      agent: localAgent(request.agent), prompt: composed, repository: request.repository, base: { branch: prepare.baseBranch, sha: prepare.baseSha }, image: prepare.image,
      featureDirectory: prepare.featureDirectory, ...(earlier?.change ? { earlierPatch: await this.artifacts.read(earlier.change.appliedPatch) } : {}),
    }, stage);
    const change = await namingRefusedHosts(refusedHosts, async () => (patch === undefined ? this.nothing(order, refusedHosts, stage) : this.checked(order, Buffer.from(patch), stage)));
    return { ...agentWorkOf(work), prompt, change };
  }

  /** An agent that writes nothing at all has decided that there is nothing to specify; one that stops half-way has failed. */
  private nothing({ step, request }: WritingOrder, refusedHosts: readonly string[], stage: StageContext): null {
    if (step !== 'specify') throw unchanged(step);
    stage.continueAt('cleanup');
    stage.conclude(`${request.agent} changed nothing; its log says what it thought of the text. ${refusedWords(refusedHosts)}`.trimEnd());
    return null;
  }

  private async checked({ step, prepare, earlier }: WritingOrder, bytes: Buffer, stage: StageContext): Promise<Change> {
    const patch = await stage.keep('codex_patch', new Uint8Array(bytes), patchForm);
    const text = bytes.toString('utf8');
    requireAcceptable(text, step);
    stage.progress('checking what was written');
    const base = { branch: prepare.baseBranch, sha: prepare.baseSha };
    return this.mirrors.at(stage.repository, base.sha, stage.signal, async (mirror) => {
      const checked = await checkChange(mirror, { patch: text, base, askedBy: step }, stage);
      if (checked.tree === earlier?.change?.treeSha) throw unchanged(step);
      const findings = await requireWritten(mirror, { step, tree: checked.tree, changes: checked.changes, featureDirectory: prepare.featureDirectory }, stage);
      const appliedPatch = await stage.keep('applied_patch', checked.canonical, patchForm);
      await stage.keepJson('apply_report', { base: base.sha, tree: checked.tree, files: checked.changes, findings });
      stage.conclude(`${checked.changes.length} files below ${prepare.featureDirectory}${findings.length > 0 ? `, ${findings.length} findings` : ''}`);
      return { patch, appliedPatch, treeSha: checked.tree, files: checked.changes.slice(0, mostFiles).map(({ path, status }) => ({ path, status })), findings };
    });
  }
}

function agentWorkOf({ agent, agentVersion, promptDigest, forwardedEnvironment, usage }: AgentWork): AgentWork {
  return { agent, agentVersion, promptDigest, forwardedEnvironment, usage };
}

function unchanged(step: WritingStep): StageFailure {
  return new StageFailure({
    code: 'agent.no_changes', resume: step, message: `The agent ended the step ${step} without having written anything.`,
    remediation: 'Read the log of the agent: it may have asked a question or met an error. Then retry the run to ask it anew.',
  });
}
