// Every request is accepted in the end, since outages only delay it, and the same request again means the same run.
import type { Invariant } from './invariant';

export const answeredRightly: Invariant = ({ wrongAnswers }) => [...wrongAnswers];
