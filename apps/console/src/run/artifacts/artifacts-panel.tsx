// What the stages kept: a preview as text, and a download.
import { Anchor, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { DownloadIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Artifact, Run } from '#contracts';
import { Empty } from '../../states/empty';
import { Loading } from '../../states/loading';
import { ProblemAlert } from '../../states/problem-alert';
import { contentQuery, contentUrl } from '../run-queries';
import { sizeText } from '../../size/size-text';
import { ArtifactKeeping, PinAll, useKeeping } from './artifact-keeping';
import { isText, previewText } from './artifact-text';
import { WideTable } from '../../tables/wide-table';

const route = getRouteApi('/runs/$runId');
const mostBytes = 256 * 1024;

export default function ArtifactsPanel({ run }: { run: Run }): ReactNode {
  const { artifact: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const artifacts = run.artifacts.toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  const shown = artifacts.find(({ id }) => id === chosen);
  if (artifacts.length === 0) return <Empty title={run.finishedAt === null ? 'No artifacts yet' : 'No artifacts'}>Prompts, logs, patches and reports are kept here as the stages make them.</Empty>;
  return (
    <Stack gap="md">
      <WideTable label="Artifacts" minWidth={300}>
        <Table fz="sm" verticalSpacing={5} horizontalSpacing={8} highlightOnHover>
          <Table.Thead><Table.Tr><Table.Th>Artifact</Table.Th><Table.Th>Stage</Table.Th><Table.Th ta="right">Size</Table.Th><Table.Th visibleFrom="sm">Kept</Table.Th><Table.Th ta="right">Content</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{artifacts.map((artifact) => <ArtifactRow key={artifact.id} run={run} artifact={artifact} shown={artifact === shown} onShow={() => void navigate({ search: (search) => ({ ...search, artifact: artifact === shown ? undefined : artifact.id }), replace: true, resetScroll: false })} />)}</Table.Tbody>
        </Table>
      </WideTable>
      <PinAll run={run} />
      {shown ? <Preview key={shown.id} runId={run.id} artifact={shown} /> : null}
    </Stack>
  );
}

function ArtifactRow({ run, artifact, shown, onShow }: { run: Run; artifact: Artifact; shown: boolean; onShow: () => void }): ReactNode {
  const { id, artifactType, stage, attempt, sizeBytes, contentType } = artifact;
  const removed = useKeeping(run.id, id)?.tombstone !== undefined;
  return (
    <Table.Tr data-selected={shown || undefined}>
      <Table.Td>{isText(contentType) && !removed ? <UnstyledButton className="link-button" aria-expanded={shown} onClick={onShow}>{artifactType.replaceAll('_', ' ')}</UnstyledButton> : artifactType.replaceAll('_', ' ')}</Table.Td>
      <Table.Td>{stage === 'run' ? 'operator' : stage}, attempt {attempt}</Table.Td>
      <Table.Td ta="right" className="nowrap">{sizeText(sizeBytes)}</Table.Td>
      <Table.Td visibleFrom="sm"><ArtifactKeeping run={run} artifact={artifact} /></Table.Td>
      <Table.Td ta="right">{removed ? '–' : <Anchor size="sm" href={contentUrl(run.id, id)} download aria-label={`Download ${artifactType}`}><DownloadIcon aria-hidden /> <span className="wide-only">Download</span></Anchor>}</Table.Td>
    </Table.Tr>
  );
}

function Preview({ runId, artifact }: { runId: string; artifact: Artifact }): ReactNode {
  const { data, error, refetch } = useQuery(contentQuery(runId, artifact, mostBytes));
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <section aria-label={`Preview of ${artifact.artifactType}`}>
      <Text size="xs" c="dimmed" className="break" mb={4}>{artifact.path} · {artifact.digest}{data.cut ? ` · the first ${sizeText(mostBytes)}` : ''}</Text>
      <pre className="pre preview" tabIndex={0}>{previewText(data.text, artifact.contentType)}</pre>
    </section>
  );
}
