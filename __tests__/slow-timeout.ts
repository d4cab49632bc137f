// On a busy computer, a plan of the whole sample takes up to a minute, and an installation of packages several.
jest.setTimeout(300_000);
