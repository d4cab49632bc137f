import type { Deferred, Incomplete } from "../planned";
import type { ConcernGroup } from "./concerns";
import { addressOf } from "./name-of";

/** What there is to know, before all else, of a plan that is not all there is to do. */
export function incompleteConcerns({ isErrored, deferred }: Incomplete): readonly ConcernGroup[] {
  const lines = [isErrored ? ERRORED : UNFINISHED, ...deferred.map(deferredLine)];
  return [{ title: "The plan is incomplete", concerns: [{ who: "the plan", lines }] }];
}

const ERRORED = "- planning failed: what is told here was planned before that, and cannot be applied";
const UNFINISHED =
  "~ when this is applied, there may be more to do (it is of some targets alone, or some changes wait): plan again";

function deferredLine({ change, reason }: Deferred): string {
  return `~ ${addressOf(change)}: ${change.action} is deferred, ${reason.replaceAll("_", " ")}`;
}
