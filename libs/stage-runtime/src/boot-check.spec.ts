import { checkHandlers } from './boot-check';

describe('the boot check', () => {
  it('passes with exactly one handler for each hosted stage', () => expect(() => checkHandlers('publisher', ['publish', 'finalize'])).not.toThrow());
  it('names every stage with too few, too many or foreign handlers', () => {
    expect(() => checkHandlers('publisher', ['publish', 'publish', 'submit'])).toThrow('publisher cannot start: finalize has no handler, publish has more than one handler, submit is not a stage of publisher');
  });
});
