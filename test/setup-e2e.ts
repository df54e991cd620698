// Whole runs take seconds; a test that hangs still ends.
jest.setTimeout(180_000);
