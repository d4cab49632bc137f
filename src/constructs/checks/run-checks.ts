import { type IConstruct, TerraformElement, TerraformStack } from "../cdktf";
import { type Check, nameCheck } from "./check";
import { CHECKS, type WaivableCheck } from "./registry";
import { StackResources } from "./stack-resources";

/** Result of a check that no waiver covers. */
export interface CheckResult {
  readonly check: WaivableCheck;
  readonly stack: TerraformStack;
  readonly construct: IConstruct;
  /** Text with the name of the check, and without the path of the construct. */
  readonly message: string;
}

/**
 * Checks of an app. They read the constructs, because a second rendering of the Terraform JSON would double the time of
 * the synthesis. The arguments of a resource are read once for all checks.
 */
export class AppChecks {
  readonly #stacks: ReadonlyMap<TerraformStack, StackResources>;
  readonly #isWaived: (construct: IConstruct, check: WaivableCheck) => boolean;

  /**
   * @param constructs all constructs of the app
   * @param isWaived returns true if a check is waived for a construct
   */
  constructor(
    constructs: readonly IConstruct[],
    isWaived: (construct: IConstruct, check: WaivableCheck) => boolean,
  ) {
    this.#stacks = readStacks(constructs);
    this.#isWaived = isWaived;
  }

  /** Runs the checks of a severity once for each stack. */
  run(severity: Check["severity"]): readonly CheckResult[] {
    const checks: readonly Check<WaivableCheck>[] = CHECKS.filter((check) => check.severity === severity);
    return [...this.#stacks].flatMap(([stack, resources]) =>
      checks.flatMap((check) => this.#runCheck(check, stack, resources)),
    );
  }

  #runCheck(check: Check<WaivableCheck>, stack: TerraformStack, resources: StackResources): CheckResult[] {
    const findings = check.find?.(resources) ?? [];
    return findings
      .filter(({ construct }) => !this.#isWaived(construct, check.name))
      .map(({ construct, message }) => ({
        check: check.name,
        stack,
        construct,
        message: nameCheck(message, check.name),
      }));
  }
}

function readStacks(constructs: readonly IConstruct[]): ReadonlyMap<TerraformStack, StackResources> {
  const elements = new Map<TerraformStack, TerraformElement[]>();
  for (const construct of constructs) {
    if (!TerraformElement.isTerraformElement(construct) || TerraformStack.isStack(construct)) continue;
    const { cdktfStack } = construct;
    const others = elements.get(cdktfStack);
    if (others) others.push(construct);
    else elements.set(cdktfStack, [construct]);
  }
  const stacks = new Map<TerraformStack, StackResources>();
  for (const [stack, own] of elements) {
    stacks.set(
      stack,
      new StackResources(own, () => [...stacks.values()].filter((other) => other !== stacks.get(stack))),
    );
  }
  return stacks;
}
