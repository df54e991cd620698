// A fault of a view takes the view down, not the console.
import { Button, Group, Stack } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../states/empty';
import { ProblemAlert } from '../states/problem-alert';

export function ErrorPage({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Stack p="md" maw={720}>
      <ProblemAlert title="This view cannot be shown" error={error} onRetry={again} />
      <Group><Button variant="default" onClick={() => location.reload()}>Load the console again</Button></Group>
    </Stack>
  );
}

export function NotFoundPage(): ReactNode {
  return <Empty title="There is nothing at this address">The link may be cut off. <Link to="/runs">All runs</Link></Empty>;
}
