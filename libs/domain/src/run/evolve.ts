// The run state machine: folds facts into a run. The same function serves the runtime, the projection, the gateway and the browser.
import type { CredentialAudit, Fact, Run, StoredFact, Task } from '#contracts';
import { nobody, operatorStage, readTrigger } from '#contracts';

/**
 * The run after `stored`. Pure; repeats and older facts change nothing.
 * @throws Error when the first fact of a run is not `run.requested`.
 */
export function evolve(run: Run | undefined, stored: StoredFact): Run {
  const { fact, sequence } = stored;
  if (!run) return begin(fact, sequence);
  if (sequence <= run.lastSequence) return run;
  const next = withContext({ ...run, lastSequence: sequence, updatedAt: fact.at, attempt: fact.attempt }, fact);
  switch (fact.state) {
    case 'requested': return run;
    case 'intended': return startTask(next, fact);
    case 'succeeded': return succeed(next, fact);
    case 'failed': return fact.next === nobody ? fail(next, fact) : retryByItself(next, fact);
    case 'retried': return retryByOperator(next, fact);
    case 'cancelled': return cancel(next, fact);
  }
}

function begin(fact: Fact, sequence: number): Run {
  if (fact.state !== 'requested') throw new Error(`run ${fact.runId} begins with ${fact.stage}.${fact.state} instead of run.requested`);
  const { request, chain } = fact.context;
  return {
    id: fact.runId, lane: fact.lane, workflow: request.workflow, repository: request.repository, featureKey: request.featureKey,
    status: 'pending', phase: readTrigger(fact.next).stage, chain, specPhase: null,
    baseBranch: request.baseBranch ?? null, baseSha: null, tasksDigest: null, branchName: null, headSha: null, prUrl: null, prNumber: null,
    agent: request.agent, agentVersion: null, codexTaskId: null, codexTaskUrl: null, codexLogsPath: null, codexPatchPath: null,
    artifactsPath: fact.runId, attempt: fact.attempt, failure: null, traceId: fact.traceId ?? null, lastSequence: sequence,
    restartOf: request.restartOf ?? null, restartedAs: null, externalRef: request.externalRef ?? null, dryRun: request.dryRun,
    notes: request.notes ?? null, createdBy: request.createdBy,
    createdAt: fact.at, startedAt: null, finishedAt: null, updatedAt: fact.at,
    tasks: [triggered(fact, fact.attempt)], artifacts: fact.artifacts ?? [], credentialAudit: null,
  };
}

function withContext(run: Run, fact: Fact): Run {
  const { discover, submit, apply, prepare, specify, plan, tasks, publish } = fact.context;
  const written = tasks ?? plan ?? specify;
  const artifacts = fact.artifacts?.length ? mergeArtifacts(run.artifacts, fact.artifacts) : run.artifacts;
  return {
    ...run,
    artifacts,
    startedAt: run.startedAt ?? fact.startedAt ?? (fact.stage === operatorStage ? null : fact.at),
    featureKey: prepare?.featureKey ?? discover?.featureKey ?? run.featureKey,
    specPhase: discover?.phase ?? run.specPhase,
    baseBranch: prepare?.baseBranch ?? discover?.baseBranch ?? run.baseBranch,
    baseSha: prepare?.baseSha ?? discover?.baseSha ?? run.baseSha,
    tasksDigest: discover?.tasksFileDigest ?? run.tasksDigest,
    branchName: publish?.branchName ?? run.branchName ?? prepare?.branchName ?? discover?.branchName ?? null,
    headSha: publish?.commitSha ?? run.headSha,
    prUrl: publish?.prUrl ?? run.prUrl,
    prNumber: publish?.prNumber ?? run.prNumber,
    agentVersion: apply?.agentVersion ?? submit?.agentVersion ?? written?.agentVersion ?? run.agentVersion,
    codexTaskId: submit?.taskId ?? run.codexTaskId,
    codexTaskUrl: submit?.taskUrl ?? run.codexTaskUrl,
    codexLogsPath: lastPath(artifacts, 'codex_logs') ?? run.codexLogsPath,
    codexPatchPath: apply?.patch.path ?? written?.change?.patch.path ?? lastPath(artifacts, 'codex_patch') ?? run.codexPatchPath,
    credentialAudit: fact.credentialAudit ? mergeAudit(run.credentialAudit, fact.credentialAudit) : run.credentialAudit,
  };
}

function startTask(run: Run, fact: Fact): Run {
  return {
    ...run,
    status: 'running',
    tasks: changeTask(run, fact, { status: 'running', startedAt: fact.startedAt ?? fact.at, finishedAt: null }),
  };
}

/** What failed before and was tried again is the task's to tell, no longer the run's. */
function succeed(run: Run, fact: Fact): Run {
  const tasks = changeTask(run, fact, { status: 'succeeded', finishedAt: fact.at });
  if (fact.next !== nobody) return { ...run, status: 'running', phase: readTrigger(fact.next).stage, failure: null, tasks: [...tasks, triggered(fact, fact.attempt)] };
  return over({ ...run, status: fact.outcome ?? 'succeeded', phase: 'complete', failure: null, tasks }, fact);
}

function fail(run: Run, fact: Fact): Run {
  return over({ ...run, status: 'failed', failure: fact.failure ?? null, tasks: changeTask(run, fact, { status: 'failed', finishedAt: fact.at }) }, fact);
}

function retryByItself(run: Run, fact: Fact): Run {
  const tasks = changeTask(run, fact, { status: 'failed', finishedAt: fact.at });
  const again = triggered(fact, fact.attempt + 1);
  if (fact.notBefore) again.payload.notBefore = fact.notBefore;
  return { ...run, status: 'retrying', phase: readTrigger(fact.next).stage, failure: fact.failure ?? null, attempt: fact.attempt + 1, tasks: [...tasks, again] };
}

function retryByOperator(run: Run, fact: Fact): Run {
  return {
    ...run, status: 'retrying', phase: readTrigger(fact.next).stage, failure: null, finishedAt: null,
    tasks: [...run.tasks, triggered(fact, fact.attempt)],
  };
}

function cancel(run: Run, fact: Fact): Run {
  const message = `cancelled by ${fact.actor ?? 'an operator'}`;
  const tasks = run.tasks.map((task) => (isOpen(task)
    ? { ...task, status: 'skipped' as const, finishedAt: fact.at, payload: { ...task.payload, message } }
    : task));
  return over({ ...run, status: 'cancelled', tasks }, fact);
}

/** Stages that were never reached are skipped, in the attempt that ended. */
function over(run: Run, fact: Fact): Run {
  const reached = new Set(run.tasks.filter((task) => task.attempt === run.attempt || task.status === 'succeeded').map((task) => task.taskName));
  const skipped = run.chain.filter((stage) => !reached.has(stage)).map((stage) => ({
    ...queued(fact, stage, run.attempt), status: 'skipped' as const, finishedAt: fact.at,
  }));
  return { ...run, finishedAt: fact.at, tasks: [...run.tasks, ...skipped] };
}

function changeTask(run: Run, fact: Fact, change: Pick<Task, 'status' | 'finishedAt'> & { startedAt?: string }): Task[] {
  const known = run.tasks.some((task) => isTaskOf(task, fact));
  const tasks = known ? run.tasks : [...run.tasks, queued(fact, fact.stage, fact.attempt)];
  return tasks.map((task) => (isTaskOf(task, fact) ? {
    ...task,
    ...change,
    startedAt: change.startedAt ?? fact.startedAt ?? task.startedAt ?? fact.at,
    artifactIds: [...new Set([...task.artifactIds, ...(fact.artifacts ?? []).map((artifact) => artifact.id)])],
    payload: payloadOf(task, fact),
  } : task));
}

function payloadOf(task: Task, fact: Fact): Task['payload'] {
  const { notBefore: _, ...kept } = task.payload;
  return {
    ...kept,
    ...fact.execution,
    worker: fact.worker,
    ...(fact.waitedMs === undefined ? {} : { waitedMs: fact.waitedMs }),
    ...(fact.intent ? { intent: fact.intent } : {}),
    ...usageOf(fact),
    ...(fact.message ? { message: fact.message } : {}),
    ...(fact.failure ? { message: fact.failure.message, code: fact.failure.code } : {}),
  };
}

/** Of a stage that took over an agent's work. */
function usageOf({ state, stage, context: { apply, specify, plan, tasks } }: Fact): Pick<Task['payload'], 'usage'> {
  const work = { apply, specify, plan, tasks }[stage];
  return state === 'succeeded' && work ? { usage: work.usage ?? null } : {};
}

/** The attempt that the fact starts, with the queue in which it waits. */
function triggered(fact: Fact, attempt: number): Task {
  const { stage, queue } = readTrigger(fact.next);
  return { ...queued(fact, stage, attempt), payload: queue === undefined ? {} : { queue } };
}

function queued(fact: Fact, stage: string, attempt: number): Task {
  return {
    id: `${fact.runId}:${stage}:${attempt}`, taskName: stage, status: 'queued', attempt, payload: {}, artifactIds: [],
    queuedAt: fact.at, startedAt: null, finishedAt: null,
  };
}

const isTaskOf = (task: Task, fact: Fact): boolean => task.taskName === fact.stage && task.attempt === fact.attempt;
const isOpen = (task: Task): boolean => task.status === 'queued' || task.status === 'running';

function mergeArtifacts(known: Run['artifacts'], added: Run['artifacts']): Run['artifacts'] {
  const ids = new Set(added.map((artifact) => artifact.id));
  return [...known.filter((artifact) => !ids.has(artifact.id)), ...added];
}

/** A stage that skipped a check says nothing about what an earlier one found. */
function mergeAudit(known: CredentialAudit | null, said: CredentialAudit): CredentialAudit {
  if (!known) return said;
  return {
    ...said,
    codexStatus: said.codexStatus === 'skipped' ? known.codexStatus : said.codexStatus,
    githubStatus: said.githubStatus === 'skipped' ? known.githubStatus : said.githubStatus,
    notes: [...new Set([...known.notes, ...said.notes])],
  };
}

function lastPath(artifacts: Run['artifacts'], kind: string): string | undefined {
  return artifacts.findLast((artifact) => artifact.artifactType === kind)?.path;
}
