// A plan of the whole sample takes up to a minute on a busy computer.
jest.setTimeout(300_000);
