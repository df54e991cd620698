// The labels of a repository and those put on a pull request, which GitHub serves as an issue.
import { z } from 'zod';
import { invalid, notFound } from '../api-error';
import { jsonReply } from '../reply';
import type { Label } from '../state';
import { paginate } from './pagination';
import { readBody } from './pull-request.routes';
import { reads, repositoryRoute, writes, type RepositoryCall, type Route } from './route';

const newLabel = z.object({ name: z.string().min(1).max(50), color: z.string().regex(/^[0-9a-fA-F]{6}$/).default('ededed'), description: z.string().max(100).nullable().default(null) });
const labelNames = z.union([z.array(z.string()), z.object({ labels: z.array(z.string()) }).transform(({ labels }) => labels)]);

const find = ({ repository }: RepositoryCall, name: string): Label | undefined =>
  repository.record.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());

async function create(call: RepositoryCall, label: Omit<Label, 'id'>): Promise<Label> {
  const created = { id: call.github.state.newId(), ...label };
  call.repository.record.labels.push(created);
  call.github.effects.record({ kind: 'label_created', repository: call.repository.fullName, subject: created.name, by: 'api', login: call.login });
  await call.github.state.save();
  return created;
}

function requireIssue({ github, repository, params }: RepositoryCall) {
  const pull = github.pullRequests.find(repository, Number(params['number']));
  if (!pull) throw notFound();
  return pull;
}

const labelsOfIssue = (call: RepositoryCall) =>
  requireIssue(call).labels.flatMap((name) => find(call, name) ?? []).map((label) => call.github.present.label(call.repository.record, label));

/** Puts labels on an issue; one the repository does not know yet is made, as GitHub does for who may push. */
async function addLabels(call: RepositoryCall): Promise<void> {
  const pull = requireIssue(call);
  const known: string[] = [];
  for (const name of readBody(labelNames, call.body, 'Label')) {
    known.push((find(call, name) ?? await create(call, { name, color: 'ededed', description: null })).name);
  }
  await call.github.pullRequests.addLabels(call.repository, pull, known, { by: 'api', login: call.login });
}

export const labelRoutes: Route[] = [
  repositoryRoute('GET /labels', 'issues/labels#list-labels-for-a-repository', reads('issues', 'pull_requests'), async (call) =>
    paginate(call.repository.record.labels.map((label) => call.github.present.label(call.repository.record, label)), call)),

  repositoryRoute('GET /labels/{name}', 'issues/labels#get-a-label', reads('issues', 'pull_requests'), async (call) => {
    const label = find(call, call.params['name'] ?? '');
    if (!label) throw notFound();
    return jsonReply(200, call.github.present.label(call.repository.record, label));
  }),

  repositoryRoute('POST /labels', 'issues/labels#create-a-label', writes('issues', 'pull_requests'), async (call) => {
    const request = readBody(newLabel, call.body, 'Label');
    if (find(call, request.name)) throw invalid('Label', { field: 'name', code: 'already_exists' });
    const label = call.github.present.label(call.repository.record, await create(call, request));
    return jsonReply(201, label, { location: label.url });
  }),

  repositoryRoute('GET /issues/{number}/labels', 'issues/labels#list-labels-for-an-issue', reads('issues', 'pull_requests'), async (call) => paginate(labelsOfIssue(call), call)),

  repositoryRoute('POST /issues/{number}/labels', 'issues/labels#add-labels-to-an-issue', writes('issues', 'pull_requests'), async (call) => {
    await addLabels(call);
    return jsonReply(200, labelsOfIssue(call));
  }),

  repositoryRoute('PUT /issues/{number}/labels', 'issues/labels#set-labels-for-an-issue', writes('issues', 'pull_requests'), async (call) => {
    requireIssue(call).labels = [];
    await addLabels(call);
    return jsonReply(200, labelsOfIssue(call));
  }),
];
