// The views there are.
import { ActivityLogIcon, BarChartIcon, BellIcon, DashboardIcon, HeartIcon, PlayIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const views = [
  { to: '/runs', label: 'Runs', icon: <ActivityLogIcon /> },
  { to: '/start', label: 'Start a run', icon: <PlayIcon /> },
  { to: '/board', label: 'Board', icon: <DashboardIcon /> },
  { to: '/insight', label: 'Insight', icon: <BarChartIcon /> },
  { to: '/notifications', label: 'Notifications', icon: <BellIcon /> },
  { to: '/health', label: 'Health', icon: <HeartIcon /> },
] as const;

export function Navigation({ onNavigate }: { onNavigate: () => void }): ReactNode {
  return (
    <nav aria-label="Views">
      {views.map(({ to, label, icon }) => (
        <Link key={to} to={to} className="nav-link" activeOptions={{ includeSearch: false }} onClick={onNavigate} preload="intent">{icon}{label}</Link>
      ))}
    </nav>
  );
}
