import { ARN, knownRule, objectRule, TEXT } from "../../prop-rules";
import { type PropRule, type PropRules, required } from "../../props";
import { WRITE_MEMBERS_FIX } from "../../validation";
import type { RestIntegrationSettings } from "./rest-integration";

/**
 * Link from a REST API to a VPC, for endpoints without a public address: the link of a Network Load Balancer
 * (`aws_api_gateway_vpc_link`), or a link of the newer kind (`aws_apigatewayv2_vpc_link`) with a load balancer as target.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export interface VpcLink {
  /** ID of the link. It is the attribute `id` of both kinds of resources. */
  readonly id: string;
  /**
   * ARN of the Application or Network Load Balancer, for a link of the newer kind. Default: none, because the link of a
   * Network Load Balancer contains it.
   */
  readonly targetArn?: string;
}

const VPC_LINK_RULES: PropRules<VpcLink> = { id: required(TEXT), targetArn: ARN };

/** Rule of an option with a VPC link. */
export const VPC_LINK: PropRule = knownRule(
  objectRule(VPC_LINK_RULES, '{ id: "a1b2c3" }'),
  WRITE_MEMBERS_FIX,
);

/** Returns the arguments of an integration whose endpoint is in a VPC. Empty without a link. */
export function vpcLinkArguments(
  link: VpcLink | undefined,
): Pick<RestIntegrationSettings, "connectionId" | "connectionType" | "integrationTarget"> {
  if (link === undefined) return {};
  return { connectionType: "VPC_LINK", connectionId: link.id, integrationTarget: link.targetArn };
}
