import type { StageOutput } from '#contracts';
import { Stage } from './stage.decorator';

class Writes {
  async run(): Promise<StageOutput<'finalize'>> { throw new Error('not run'); }
}

describe('a stage', () => {
  it('is handled by a class that has a run', () => expect(() => Stage('finalize')(class extends Writes { override run() { return super.run(); } })).not.toThrow());
  it('is not handled by a run that the class inherits, and the class is named', () => expect(() => Stage('finalize')(class Heir extends Writes {})).toThrow('Heir has no run of its own for the stage finalize'));
});
