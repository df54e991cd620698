export * from './artifact-log';
export * from './artifact-place';
export * from './artifact-store';
export * from './file/file-artifact-store';
