// Listens to the events of all runs and has the browser tell of those that ended.
import { useRouter } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import type { EventFrame } from '#contracts';
import { useEvents } from '../events/events-context';
import type { StreamListener, StreamState } from '../events/event-stream';
import { useNotifyPreference } from './notify-preference';
import { runNoticeOf, type RunNotice } from './run-notice';

export function useRunNotifications(): void {
  const { enabled } = useNotifyPreference();
  const router = useRouter();
  const since = useRef(Number.POSITIVE_INFINITY);
  useEvents(useMemo((): StreamListener => ({
    state(state: StreamState) {
      if (state === 'live') since.current = Date.now();
    },
    frame(frame: EventFrame) {
      if (!enabled) return;
      const params = router.state.matches.at(-1)?.params;
      const notice = runNoticeOf(frame, { since: since.current, hidden: document.hidden, runInView: params && 'runId' in params ? params.runId : undefined });
      if (notice) show(notice, () => void router.navigate({ to: '/runs/$runId', params: { runId: notice.runId } }));
    },
  }), [enabled, router]));
}

function show({ id, title, body }: RunNotice, open: () => void): void {
  try {
    const notification = new Notification(title, { body, tag: id, icon: '/favicon.svg' });
    notification.onclick = () => {
      focus();
      notification.close();
      open();
    };
  } catch {
    // Chrome on Android has the permission, and no notifications of a page.
  }
}
