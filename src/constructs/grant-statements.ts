import type { Construct } from "./cdktf";
import type { Grantee, Statement } from "./iam/policy";
import { isRecord } from "./props";
import { addValidation, describeWrongValue } from "./validation";

/**
 * Adds permissions to a grantee, such as a function. If the value is no grantee, adds an error to the construct that
 * grants them. JavaScript, and TypeScript that is not checked, can pass such a value.
 *
 * @param scope construct that the permissions are for, such as a table
 */
export function grantStatements(scope: Construct, grantee: Grantee, statements: readonly Statement[]): void {
  if (isRecord(grantee) && typeof grantee.grant === "function") {
    for (const statement of statements) grantee.grant(statement);
    return;
  }
  addValidation(scope, () => [
    describeWrongValue("the grantee", grantee, "a NodejsFunction", "Pass the construct of the function."),
  ]);
}
