import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { addCustomSynthesis, type IConstruct, TerraformStack } from "./cdktf";
import { CHECKS, listResources, type WaivableCheck } from "./checks";
import { findNearestName } from "./nearest-name";
import { ProjectContext } from "./project-context";
import { stackOutputDir } from "./stack-output-dir";
import { requireConstruct } from "./synth-error";
import { isUnresolved } from "./tokens";
import { addValidation, unknownAtSynth } from "./validation";

/** Name of the file with the waivers of a stack, next to its Terraform JSON. */
const FILE = "waivers.json";

interface Waiver {
  readonly construct: IConstruct;
  readonly rule: string;
  readonly reason: string;
}

/** Waivers of an app, in the order of their declaration. */
class WaiverRegistry {
  readonly waivers: Waiver[] = [];

  /** Returns the waivers of the constructs of a stack. */
  of(stack: TerraformStack): Waiver[] {
    return this.waivers.filter(({ construct }) => construct.node.scopes.includes(stack));
  }
}

/**
 * Records that a rule does not apply to the resources of a construct, and why. Synthesis writes the waivers of a stack
 * to `waivers.json`, next to the Terraform JSON, and `gatewright synth` prints them. Use this file to filter the
 * findings of a scanner. A waived check of Gatewright reports no error and no warning for the construct.
 *
 * @param construct construct with the resources, or a construct that contains them, such as a stack
 * @param rule ID of a scanner's rule, such as `CKV_AWS_117`, or the name of a check of Gatewright
 * @param reason sentence that explains why the rule does not apply
 * @throws SynthError if `construct` is no construct. Other errors are reported when the app is synthesized
 * @example
 * const health = new NodejsFunction(this, "health", { entry: "functions/health/get.ts" });
 * waive(health, "CKV_AWS_117", "The function calls only AWS APIs, so it needs no VPC.");
 */
export function waive(construct: IConstruct, rule: WaivableCheck | (string & {}), reason: string): void {
  requireConstruct("waive()", construct);
  const registry = ProjectContext.of(construct).registry(WaiverRegistry);
  const stack = construct.node.scopes.find(isStack);
  if (stack && registry.of(stack).length === 0) writeWaivers(stack, registry);
  const waiver = { construct, rule, reason };
  registry.waivers.push(waiver);
  const scope = construct as Parameters<typeof addValidation>[0];
  addValidation(scope, () => validateWaiver(waiver, registry.waivers));
}

function isStack(construct: IConstruct): construct is TerraformStack {
  return TerraformStack.isStack(construct);
}

/** Returns true if a check of Gatewright is waived for a construct or for a construct that contains it. */
export function isWaived(construct: IConstruct, check: WaivableCheck): boolean {
  const { waivers } = ProjectContext.of(construct).registry(WaiverRegistry);
  return waivers.some((waiver) => waiver.rule === check && construct.node.scopes.includes(waiver.construct));
}

function validateWaiver(waiver: Waiver, waivers: readonly Waiver[]): string[] {
  const { construct, rule, reason } = waiver;
  if (isUnresolved([rule, reason]))
    return [unknownAtSynth("a waiver", "Write its rule and reason as literals.")];
  if (typeof rule !== "string" || !/^[\w.:/-]+$/.test(rule)) {
    return [
      `a waiver has the rule ${JSON.stringify(rule)}; expected the ID of a scanner's rule, or the name of a check of Gatewright. Correct it.`,
    ];
  }
  const first = waivers.find((other) => other.construct === construct && other.rule === rule);
  return [
    ...validateSpelling(rule),
    ...validateReason(rule, reason),
    ...(first === waiver ? [] : [`duplicate waiver of ${rule}. Remove one.`]),
    ...validatePlace(rule, construct),
  ];
}

/** Returns the error of a rule that is almost the name of a check. The check would ignore the waiver. */
function validateSpelling(rule: string): string[] {
  const names: readonly string[] = CHECKS.map(({ name }) => name);
  const nearest = findNearestName(rule, names, MISSPELLED_SHARE);
  if (nearest === undefined || nearest === rule) return [];
  return [`a waiver has the rule "${rule}", which is no check of Gatewright. Did you mean "${nearest}"?`];
}

/** Share of wrong characters in a misspelled name. The IDs of the rules of scanners differ more. */
const MISSPELLED_SHARE = 0.2;

function validateReason(rule: string, reason: string): string[] {
  if (typeof reason !== "string" || reason.trim() === "")
    return [`the waiver of ${rule} has no reason. Write why the rule does not apply.`];
  if (!/[\r\n]/.test(reason)) return [];
  return [`the reason of the waiver of ${rule} has several lines. Write one line.`];
}

function validatePlace(rule: string, construct: IConstruct): string[] {
  if (!construct.node.scopes.some(isStack))
    return [`the waiver of ${rule} is for the whole app. Waive the rule for each stack.`];
  if (resourcesOf(construct).length > 0) return [];
  return [`the waiver of ${rule} applies to no resource. Waive the rule for a construct with resources.`];
}

/** Returns the Terraform addresses of the resources and data sources of a construct. */
function resourcesOf(construct: IConstruct): string[] {
  return listResources(construct)
    .map(({ address }) => address)
    .sort();
}

function writeWaivers(stack: TerraformStack, registry: WaiverRegistry): void {
  addCustomSynthesis(stack, {
    onSynthesize({ outdir, manifest }) {
      const folder = path.join(outdir, manifest.forStack(stack).workingDirectory);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, FILE),
        `${JSON.stringify(registry.of(stack).map(toJson), undefined, 2)}\n`,
      );
    },
  });
}

function toJson({ construct, rule, reason }: Waiver) {
  return { rule, reason, construct: construct.node.path, resources: resourcesOf(construct) };
}

/** Deletes the file of an earlier synthesis if a stack has no waivers any more. */
export function removeStaleWaivers(stack: TerraformStack): void {
  const { waivers } = ProjectContext.of(stack).registry(WaiverRegistry);
  const hasWaivers = waivers.some(({ construct }) => construct.node.scopes.includes(stack));
  if (!hasWaivers) rmSync(path.join(stackOutputDir(stack), FILE), { force: true });
}
