import { ApiGatewayApiKey, Construct } from "../../cdktf";
import { BOOLEAN, TEXT } from "../../prop-rules";
import type { PropRules } from "../../props";
import { escapeTemplates } from "../../tokens";

/** Options of an {@link ApiKey}. None is required. */
export interface ApiKeyProps {
  /** ID of the customer in AWS Marketplace. Default: none. */
  readonly customerId?: string;
  /** Accepts requests with the key. Default: true. With false, they get 403. */
  readonly enabled?: boolean;
  /** Description of the key, such as its owner. Default: `Managed by Terraform`, the default of the AWS provider. */
  readonly description?: string;
}

/** Rules for the options of an {@link ApiKey}. */
export const API_KEY_RULES: PropRules<ApiKeyProps> = {
  customerId: TEXT,
  enabled: BOOLEAN,
  description: TEXT,
};

/** Settings of an {@link ApiKey}: its options, its name on AWS, and the tags of its plan. */
interface ApiKeySettings extends ApiKeyProps {
  readonly name: string;
  readonly tags?: Record<string, string>;
}

/**
 * API key of a client. AWS generates its value. The method `addKey()` of a `UsagePlan` creates a key.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-keys.html
 */
export class ApiKey extends Construct {
  /** The Terraform resource `aws_api_gateway_api_key`. */
  readonly key: ApiGatewayApiKey;

  constructor(scope: Construct, id: string, settings: ApiKeySettings) {
    super(scope, id);
    this.key = new ApiGatewayApiKey(this, "Default", {
      name: settings.name,
      // If the argument were omitted, Terraform would not enable a key that a person disabled.
      enabled: settings.enabled ?? true,
      ...escapeTemplates({ customerId: settings.customerId, description: settings.description }),
      tags: settings.tags,
    });
  }

  /** ID of the key, which the event of a function has as `requestContext.identity.apiKeyId`. It is not a secret. */
  get id(): string {
    return this.key.id;
  }

  /**
   * Value that clients send in the header `x-api-key`. It is a secret, and known only to Terraform. Use it only in an
   * output with `sensitive: true`. Terraform rejects any other output of it.
   */
  get value(): string {
    return this.key.value;
  }
}
