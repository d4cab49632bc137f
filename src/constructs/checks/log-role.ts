import type { IConstruct } from "../cdktf";
import { ProjectContext } from "../project-context";
import { defineCheck } from "./check";

/** Stages of REST APIs in an app that do not state the role of the account with which API Gateway writes logs. */
class StagesWithoutAccount {
  readonly stages = new Set<IConstruct>();
}

/** Records that the API of a stage does not state the role of the account. */
export function addStageWithoutAccount(stage: IConstruct): void {
  ProjectContext.of(stage).registry(StagesWithoutAccount).stages.add(stage);
}

/**
 * API Gateway rejects a stage with logs if the account has no role for them: "CloudWatch Logs role ARN must be set in
 * account settings to enable logging". Synthesis cannot know the settings of the account, so this is a warning.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export const LOG_ROLE_CHECK = defineCheck({
  name: "log-role",
  severity: "warning",
  description: "A `RestApi` writes access logs, and does not state the role of the account that writes them.",
  find: (stack) =>
    stack
      .ofType("aws_api_gateway_stage")
      .filter(({ construct }) =>
        ProjectContext.of(construct).registry(StagesWithoutAccount).stages.has(construct),
      )
      .filter((stage) => stage.read("access_log_settings") !== undefined)
      .map(({ construct }) => ({
        construct,
        message:
          'account is not set; API Gateway rejects access logs if the AWS account has no role for them. Set account to a RestApiAccount, or to "existing" if the role is declared elsewhere.',
      })),
});
