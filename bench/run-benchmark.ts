import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import type { LimitCheck } from "./local/report";

/** Parts of a benchmark. */
interface Benchmark<Results> {
  /** @param folder empty folder, which is removed at the end */
  readonly measure: (folder: string) => Promise<Results>;
  readonly formatTable: (results: Results) => string;
  readonly checkLimits: (results: Results) => readonly LimitCheck[];
}

/** Runs a benchmark and prints its results. Sets exit code 1 if a measured value exceeds its limit. */
export async function runBenchmark<Results>(benchmark: Benchmark<Results>): Promise<void> {
  const { measure, formatTable, checkLimits } = benchmark;
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "gatewright-bench-"));
  try {
    const results = await measure(folder);
    console.log(`${formatTable(results)}\n`);
    for (const { line, isMet } of checkLimits(results)) {
      console.log(line);
      if (!isMet) process.exitCode = 1;
    }
    console.log(
      `load average ${loadavg()
        .map((load) => load.toFixed(1))
        .join(", ")}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
