import { literalRule, oneOf } from "../../prop-rules";

/** Levels of the execution logs: only errors, or all steps of each request. */
const EXECUTION_LOG_LEVELS = ["ERROR", "INFO"] as const;

/** Level of the execution logs of a stage. */
export type ExecutionLogLevel = (typeof EXECUTION_LOG_LEVELS)[number];

/** Rule of the prop with the level of the execution logs. */
export const EXECUTION_LOGS = literalRule(oneOf(EXECUTION_LOG_LEVELS));

/** Settings of an API that decide whether API Gateway can write execution logs. */
interface LogSettings {
  readonly account?: unknown;
  readonly executionLogs?: ExecutionLogLevel;
}

/** Returns the error of execution logs without a role of the account. */
export function validateExecutionLogs({ account, executionLogs }: LogSettings): string[] {
  if (executionLogs === undefined || account !== undefined) return [];
  return [
    'executionLogs is set, but API Gateway writes them only with a role of the account. Set account to a RestApiAccount, or to "existing" if it is declared elsewhere.',
  ];
}
