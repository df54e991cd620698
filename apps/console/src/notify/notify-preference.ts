// Whether this browser is to notify: a wish kept in it, and the browser's own permission.
import { useLocalStorage } from '@mantine/hooks';
import { useSyncExternalStore } from 'react';

export type NotifyPermission = NotificationPermission | 'unsupported';

export interface NotifyPreference {
  permission: NotifyPermission;
  enabled: boolean;
  /** The browser's question may only follow a click. */
  set: (wanted: boolean) => Promise<void>;
}

const readPermission = (): NotifyPermission => ('Notification' in globalThis ? Notification.permission : 'unsupported');

export function useNotifyPreference(): NotifyPreference {
  const [wish, setWish] = useLocalStorage({ key: 'specline-notices', defaultValue: 'off', getInitialValueInEffect: false });
  const permission = useSyncExternalStore(onPermissionChange, readPermission);
  const set = async (wanted: boolean): Promise<void> => setWish(wanted && await Notification.requestPermission() === 'granted' ? 'on' : 'off');
  return { permission, enabled: wish === 'on' && permission === 'granted', set };
}

/** The browser's settings may change under an open page. */
function onPermissionChange(changed: () => void): () => void {
  const left = new AbortController();
  void navigator.permissions?.query({ name: 'notifications' }).then((status) => status.addEventListener('change', changed, { signal: left.signal }), () => undefined);
  return () => left.abort();
}
