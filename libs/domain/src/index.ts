export * from './run/automatic-retry';
export * from './run/evolve';
export * from './run/retry-plan';
export * from './run/run-view';
export * from './run/stage-failure';
export * from './run/turn';
