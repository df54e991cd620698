// Notifications of the browser, for whoever wants them: kept in this browser.
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { EventFrame } from '#contracts';
import { useEvents } from '../events/events-context';
import { noticeOf } from './notice';

const canNotify = 'Notification' in globalThis;

export interface NoticeWish { possible: boolean; wanted: boolean; toggle: () => Promise<void> }

export function useNoticeWish(): NoticeWish {
  const [wish, setWish] = useLocalStorage({ key: 'specline-notices', defaultValue: 'off', getInitialValueInEffect: false });
  const wanted = canNotify && wish === 'on' && Notification.permission === 'granted';
  const toggle = async (): Promise<void> => setWish(!wanted && await Notification.requestPermission() === 'granted' ? 'on' : 'off');
  return { possible: canNotify && Notification.permission !== 'denied', wanted, toggle };
}

/** Shows what ends while nobody looks at the console. */
export function useNotices(): void {
  const { wanted } = useNoticeWish();
  const navigate = useNavigate();
  useEvents(useMemo(() => ({
    frame(frame: EventFrame) {
      const notice = wanted && document.hidden ? noticeOf(frame) : undefined;
      if (!notice) return;
      // The tag keeps several windows from telling the same.
      const shown = new Notification(notice.title, { body: notice.body, tag: notice.runId, icon: '/favicon.svg' });
      shown.onclick = () => {
        focus();
        void navigate({ to: '/runs/$runId', params: { runId: notice.runId } });
      };
    },
  }), [wanted, navigate]));
}
