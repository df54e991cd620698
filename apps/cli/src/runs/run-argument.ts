// How a run is named on the command line, in words.
export const runArgument = 'id of the run, its beginning if no other run begins so, or "last"';
