// The sign-in: one field for an API token.
import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { problemOf } from '../api/api-failure';
import { Logo } from '../shell/logo';
import { sessionKey, signIn } from './session';

export function SignInPage(): ReactNode {
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const signing = useMutation({ mutationFn: signIn, onSuccess: (session) => queries.setQueryData(sessionKey, session) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signing.mutate(token.trim());
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper component="form" withBorder p="xl" radius="md" w="100%" maw={420} onSubmit={submit}>
        <Stack>
          <Logo />
          <Title order={1} size="h3">Sign in</Title>
          <Text c="dimmed" size="sm">With an API token of this installation. The local stack prints a link that signs in by itself; its token lies in the file <code>operator-token</code> of the data directory.</Text>
          <PasswordInput
            label="API token" value={token} onChange={(event) => setToken(event.currentTarget.value)} autoComplete="current-password" required minLength={16} data-autofocus autoFocus
            error={signing.error ? wrong(signing.error) : undefined}
          />
          <Button type="submit" loading={signing.isPending}>Sign in</Button>
        </Stack>
      </Paper>
    </Center>
  );
}

function wrong(error: unknown): string {
  const { code, detail, remediation } = problemOf(error);
  return code === 'auth.required' ? 'This token is not known here, or it has expired.' : `${detail} ${remediation}`;
}
