// The views there are.
import { ActivityLogIcon, BarChartIcon, BellIcon, CounterClockwiseClockIcon, DashboardIcon, HeartIcon, PlayIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context';

const views = [
  { to: '/runs', label: 'Runs', icon: <ActivityLogIcon /> },
  { to: '/start', label: 'Start a run', icon: <PlayIcon /> },
  { to: '/board', label: 'Board', icon: <DashboardIcon /> },
  { to: '/insight', label: 'Insight', icon: <BarChartIcon /> },
  { to: '/notifications', label: 'Notifications', icon: <BellIcon /> },
  { to: '/health', label: 'Health', icon: <HeartIcon /> },
  { to: '/audit', label: 'Audit', icon: <CounterClockwiseClockIcon />, role: 'admin' },
] as const;

export function Navigation({ onNavigate }: { onNavigate: () => void }): ReactNode {
  const { role } = useSession();
  return (
    <nav aria-label="Views">
      {views.filter((view) => !('role' in view) || view.role === role).map(({ to, label, icon }) => (
        <Link key={to} to={to} className="nav-link" activeOptions={{ includeSearch: false }} onClick={onNavigate} preload="intent">{icon}{label}</Link>
      ))}
    </nav>
  );
}
