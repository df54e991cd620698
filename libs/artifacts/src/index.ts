export * from './artifact-log';
export * from './artifact-place';
export * from './artifact-store';
export * from './file/file-artifact-store';
export * from './object/object-artifact-store';
export * from './open-artifact-store';
export { artifactStream } from './object/object-names';
export * from './copy-artifacts';
