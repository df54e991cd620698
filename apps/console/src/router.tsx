// Every view has an address, and its filters are in it. Views are loaded when they are opened.
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { patientLoad } from './chunks/patient-load';
import { ErrorPage, NotFoundPage } from './shell/error-page';
import { Shell } from './shell/shell';
import { auditSearch } from './audit/audit-filters';
import { boardSearch } from './board/board-search';
import { insightSearch } from './insight/insight-search';
import { notificationsSearch } from './notifications/delivery-filters';
import { runSearch } from './run/run-search';
import { runsSearch } from './runs/run-filters';
import { startSearch } from './start/start-search';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const index = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => { throw redirect({ to: '/runs', replace: true }); } });
const runs = createRoute({ getParentRoute: () => root, path: '/runs', validateSearch: runsSearch }).lazy(() => patientLoad(() => import('./runs/runs-page')).then((view) => view.runsView));
const run = createRoute({ getParentRoute: () => root, path: '/runs/$runId', validateSearch: runSearch }).lazy(() => patientLoad(() => import('./run/run-page')).then((view) => view.runView));
const start = createRoute({ getParentRoute: () => root, path: '/start', validateSearch: startSearch }).lazy(() => patientLoad(() => import('./start/start-page')).then((view) => view.startView));
const board = createRoute({ getParentRoute: () => root, path: '/board', validateSearch: boardSearch }).lazy(() => patientLoad(() => import('./board/board-page')).then((view) => view.boardView));
const health = createRoute({ getParentRoute: () => root, path: '/health' }).lazy(() => patientLoad(() => import('./health/health-page')).then((view) => view.healthView));
const insight = createRoute({ getParentRoute: () => root, path: '/insight', validateSearch: insightSearch }).lazy(() => patientLoad(() => import('./insight/insight-page')).then((view) => view.insightView));
const notifications = createRoute({ getParentRoute: () => root, path: '/notifications', validateSearch: notificationsSearch }).lazy(() => patientLoad(() => import('./notifications/notifications-page')).then((view) => view.notificationsView));
const audit = createRoute({ getParentRoute: () => root, path: '/audit', validateSearch: auditSearch }).lazy(() => patientLoad(() => import('./audit/audit-page')).then((view) => view.auditView));

export const router = createRouter({
  routeTree: root.addChildren([index, runs, run, start, board, health, insight, notifications, audit]),
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
  // What a view does not know in an address is no filter of it.
  search: { strict: true },
  defaultPendingMs: 150,
});

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
