export * from './allowed-repositories';
export * from './base-commit';
export * from './github-failure';
export * from './octokit';
export * from './repository-reader';
export * from './token-look';
