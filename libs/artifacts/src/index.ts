export * from './artifact-log';
export * from './artifact-store';
