export * from './answer';
export * from './boot-check';
export * from './stage-context';
export * from './stage-execution';
export * from './stage-runtime';
export * from './stage.decorator';
export * from './service.module';
export * from './stage-service';
