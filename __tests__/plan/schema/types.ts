/**
 * Schema of a block. Each property lists the names of attributes, separated by spaces. A name is followed by
 * the type of the attribute, unless the type is string.
 */
export interface Described {
  readonly required?: string;
  readonly optional?: string;
  /** Attributes that can be configured, and that the provider otherwise computes. */
  readonly either?: string;
  /** Attributes that only the provider computes. */
  readonly computed?: string;
  readonly blocks?: Readonly<Record<string, Described & { readonly is: string }>>;
}

/**
 * Schema of every resource type with facts, in version 6.25.0 of the AWS provider.
 * @see https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs
 */
export const TYPES: Readonly<Record<string, Described>> = {
  aws_api_gateway_account: {
    either: "cloudwatch_role_arn region",
    computed:
      "api_key_version features:set(string) id throttle_settings:list({burst_limit:number,rate_limit:number})",
  },
  aws_api_gateway_api_key: {
    required: "name",
    optional: "customer_id description enabled:bool tags:map(string)",
    either: "id region tags_all:map(string) value",
    computed: "arn created_date last_updated_date",
  },
  aws_api_gateway_authorizer: {
    required: "name rest_api_id",
    optional:
      "authorizer_credentials authorizer_result_ttl_in_seconds:number authorizer_uri identity_source identity_validation_expression provider_arns:set(string) type",
    either: "id region",
    computed: "arn",
  },
  aws_api_gateway_base_path_mapping: {
    required: "api_id domain_name",
    optional: "base_path domain_name_id stage_name",
    either: "id region",
  },
  aws_api_gateway_client_certificate: {
    optional: "description tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn created_date expiration_date pem_encoded_certificate",
  },
  aws_api_gateway_deployment: {
    required: "rest_api_id",
    optional: "description triggers:map(string) variables:map(string)",
    either: "id region",
    computed: "created_date",
  },
  aws_api_gateway_documentation_part: {
    required: "properties rest_api_id",
    either: "id region",
    computed: "documentation_part_id",
    blocks: {
      location: {
        is: "list 1..1",
        required: "type",
        optional: "method name path status_code",
      },
    },
  },
  aws_api_gateway_documentation_version: {
    required: "rest_api_id version",
    optional: "description",
    either: "id region",
  },
  aws_api_gateway_domain_name: {
    required: "domain_name",
    optional:
      "certificate_arn certificate_body certificate_chain certificate_name certificate_private_key policy regional_certificate_arn regional_certificate_name tags:map(string)",
    either: "id ownership_verification_certificate_arn region security_policy tags_all:map(string)",
    computed:
      "arn certificate_upload_date cloudfront_domain_name cloudfront_zone_id domain_name_id regional_domain_name regional_zone_id",
    blocks: {
      endpoint_configuration: {
        is: "list 0..1",
        required: "types:list(string)",
        either: "ip_address_type",
      },
      mutual_tls_authentication: {
        is: "list 0..1",
        required: "truststore_uri",
        optional: "truststore_version",
      },
    },
  },
  aws_api_gateway_domain_name_access_association: {
    required: "access_association_source access_association_source_type domain_name_arn",
    optional: "tags:map(string)",
    either: "region",
    computed: "arn id tags_all:map(string)",
  },
  aws_api_gateway_gateway_response: {
    required: "response_type rest_api_id",
    optional: "response_parameters:map(string) response_templates:map(string) status_code",
    either: "id region",
  },
  aws_api_gateway_integration: {
    required: "http_method resource_id rest_api_id type",
    optional:
      "cache_key_parameters:set(string) connection_id connection_type content_handling credentials integration_http_method integration_target request_parameters:map(string) request_templates:map(string) timeout_milliseconds:number uri",
    either: "cache_namespace id passthrough_behavior region response_transfer_mode",
    blocks: {
      tls_config: {
        is: "list 0..1",
        optional: "insecure_skip_verification:bool",
      },
    },
  },
  aws_api_gateway_integration_response: {
    required: "http_method resource_id rest_api_id status_code",
    optional:
      "content_handling response_parameters:map(string) response_templates:map(string) selection_pattern",
    either: "id region",
  },
  aws_api_gateway_method: {
    required: "authorization http_method resource_id rest_api_id",
    optional:
      "api_key_required:bool authorization_scopes:set(string) authorizer_id operation_name request_models:map(string) request_parameters:map(bool) request_validator_id",
    either: "id region",
  },
  aws_api_gateway_method_response: {
    required: "http_method resource_id rest_api_id status_code",
    optional: "response_models:map(string) response_parameters:map(bool)",
    either: "id region",
  },
  aws_api_gateway_method_settings: {
    required: "method_path rest_api_id stage_name",
    either: "id region",
    blocks: {
      settings: {
        is: "list 1..1",
        optional: "throttling_burst_limit:number throttling_rate_limit:number",
        either:
          "cache_data_encrypted:bool cache_ttl_in_seconds:number caching_enabled:bool data_trace_enabled:bool logging_level metrics_enabled:bool require_authorization_for_cache_control:bool unauthorized_cache_control_header_strategy",
      },
    },
  },
  aws_api_gateway_model: {
    required: "content_type name rest_api_id",
    optional: "description schema",
    either: "id region",
  },
  aws_api_gateway_request_validator: {
    required: "name rest_api_id",
    optional: "validate_request_body:bool validate_request_parameters:bool",
    either: "id region",
  },
  aws_api_gateway_resource: {
    required: "parent_id path_part rest_api_id",
    either: "id region",
    computed: "path",
  },
  aws_api_gateway_rest_api: {
    required: "name",
    optional: "body fail_on_warnings:bool parameters:map(string) put_rest_api_mode tags:map(string)",
    either:
      "api_key_source binary_media_types:list(string) description disable_execute_api_endpoint:bool id minimum_compression_size policy region tags_all:map(string)",
    computed: "arn created_date execution_arn root_resource_id",
    blocks: {
      endpoint_configuration: {
        is: "list 0..1",
        required: "types:list(string)",
        either: "ip_address_type vpc_endpoint_ids:set(string)",
      },
    },
  },
  aws_api_gateway_rest_api_policy: {
    required: "policy rest_api_id",
    either: "id region",
  },
  aws_api_gateway_stage: {
    required: "deployment_id rest_api_id stage_name",
    optional:
      "cache_cluster_enabled:bool cache_cluster_size client_certificate_id description documentation_version tags:map(string) variables:map(string) xray_tracing_enabled:bool",
    either: "id region tags_all:map(string)",
    computed: "arn execution_arn invoke_url web_acl_arn",
    blocks: {
      access_log_settings: {
        is: "list 0..1",
        required: "destination_arn format",
      },
      canary_settings: {
        is: "list 0..1",
        required: "deployment_id",
        optional: "percent_traffic:number stage_variable_overrides:map(string) use_stage_cache:bool",
      },
    },
  },
  aws_api_gateway_usage_plan: {
    required: "name",
    optional: "description product_code tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn",
    blocks: {
      api_stages: {
        is: "set 0..*",
        required: "api_id stage",
        blocks: {
          throttle: {
            is: "set 0..*",
            required: "path",
            optional: "burst_limit:number rate_limit:number",
          },
        },
      },
      quota_settings: {
        is: "list 0..1",
        required: "limit:number period",
        optional: "offset:number",
      },
      throttle_settings: {
        is: "list 0..1",
        optional: "burst_limit:number rate_limit:number",
      },
    },
  },
  aws_api_gateway_usage_plan_key: {
    required: "key_id key_type usage_plan_id",
    either: "id region",
    computed: "name value",
  },
  aws_api_gateway_vpc_link: {
    required: "name target_arns:list(string)",
    optional: "description tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn",
  },
  aws_apigatewayv2_api: {
    required: "name protocol_type",
    optional:
      "api_key_selection_expression body credentials_arn description disable_execute_api_endpoint:bool fail_on_warnings:bool route_key route_selection_expression tags:map(string) target version",
    either: "id ip_address_type region tags_all:map(string)",
    computed: "api_endpoint arn execution_arn",
    blocks: {
      cors_configuration: {
        is: "list 0..1",
        optional:
          "allow_credentials:bool allow_headers:set(string) allow_methods:set(string) allow_origins:set(string) expose_headers:set(string) max_age:number",
      },
    },
  },
  aws_apigatewayv2_authorizer: {
    required: "api_id authorizer_type name",
    optional:
      "authorizer_credentials_arn authorizer_payload_format_version authorizer_uri enable_simple_responses:bool identity_sources:set(string)",
    either: "authorizer_result_ttl_in_seconds:number id region",
    blocks: {
      jwt_configuration: {
        is: "list 0..1",
        optional: "audience:set(string) issuer",
      },
      timeouts: {
        is: "single",
        optional: "delete",
      },
    },
  },
  aws_apigatewayv2_integration: {
    required: "api_id integration_type",
    optional:
      "connection_id connection_type content_handling_strategy credentials_arn description integration_method integration_subtype integration_uri passthrough_behavior payload_format_version request_parameters:map(string) request_templates:map(string) template_selection_expression",
    either: "id region timeout_milliseconds:number",
    computed: "integration_response_selection_expression",
    blocks: {
      response_parameters: {
        is: "set 0..*",
        required: "mappings:map(string) status_code",
      },
      tls_config: {
        is: "list 0..1",
        optional: "server_name_to_verify",
      },
    },
  },
  aws_apigatewayv2_model: {
    required: "api_id content_type name schema",
    optional: "description",
    either: "id region",
  },
  aws_apigatewayv2_route: {
    required: "api_id route_key",
    optional:
      "api_key_required:bool authorization_scopes:set(string) authorization_type authorizer_id model_selection_expression operation_name request_models:map(string) route_response_selection_expression target",
    either: "id region",
    blocks: {
      request_parameter: {
        is: "set 0..*",
        required: "request_parameter_key required:bool",
      },
    },
  },
  aws_apigatewayv2_route_response: {
    required: "api_id route_id route_response_key",
    optional: "model_selection_expression response_models:map(string)",
    either: "id region",
  },
  aws_apigatewayv2_stage: {
    required: "api_id name",
    optional:
      "auto_deploy:bool client_certificate_id description stage_variables:map(string) tags:map(string)",
    either: "deployment_id id region tags_all:map(string)",
    computed: "arn execution_arn invoke_url",
    blocks: {
      access_log_settings: {
        is: "list 0..1",
        required: "destination_arn format",
      },
      default_route_settings: {
        is: "list 0..1",
        optional:
          "data_trace_enabled:bool detailed_metrics_enabled:bool throttling_burst_limit:number throttling_rate_limit:number",
        either: "logging_level",
      },
      route_settings: {
        is: "set 0..*",
        required: "route_key",
        optional:
          "data_trace_enabled:bool detailed_metrics_enabled:bool throttling_burst_limit:number throttling_rate_limit:number",
        either: "logging_level",
      },
    },
  },
  aws_cloudwatch_composite_alarm: {
    required: "alarm_name alarm_rule",
    optional:
      "actions_enabled:bool alarm_actions:set(string) alarm_description insufficient_data_actions:set(string) ok_actions:set(string) tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn",
    blocks: {
      actions_suppressor: {
        is: "list 0..1",
        required: "alarm extension_period:number wait_period:number",
      },
    },
  },
  aws_cloudwatch_dashboard: {
    required: "dashboard_body dashboard_name",
    either: "id region",
    computed: "dashboard_arn",
  },
  aws_cloudwatch_log_group: {
    optional: "kms_key_id retention_in_days:number skip_destroy:bool tags:map(string)",
    either:
      "deletion_protection_enabled:bool id log_group_class name name_prefix region tags_all:map(string)",
    computed: "arn",
  },
  aws_cloudwatch_log_metric_filter: {
    required: "log_group_name name pattern",
    either: "apply_on_transformed_logs:bool id region",
    blocks: {
      metric_transformation: {
        is: "list 1..1",
        required: "name namespace value",
        optional: "default_value dimensions:map(string) unit",
      },
    },
  },
  aws_cloudwatch_log_subscription_filter: {
    required: "destination_arn filter_pattern log_group_name name",
    optional: "distribution",
    either: "id region role_arn",
  },
  aws_cloudwatch_query_definition: {
    required: "name query_string",
    optional: "log_group_names:list(string)",
    either: "id region",
    computed: "query_definition_id",
  },
  aws_wafv2_web_acl: {
    required: "scope",
    optional: "description rule_json tags:map(string) token_domains:set(string)",
    either: "id name name_prefix region tags_all:map(string)",
    computed: "application_integration_url arn capacity:number lock_token",
    blocks: {
      association_config: {
        is: "list 0..1",
        blocks: {
          request_body: {
            is: "list 0..*",
            blocks: {
              api_gateway: {
                is: "list 0..1",
                required: "default_size_inspection_limit",
              },
              app_runner_service: {
                is: "list 0..1",
                required: "default_size_inspection_limit",
              },
              cloudfront: {
                is: "list 0..1",
                required: "default_size_inspection_limit",
              },
              cognito_user_pool: {
                is: "list 0..1",
                required: "default_size_inspection_limit",
              },
              verified_access_instance: {
                is: "list 0..1",
                required: "default_size_inspection_limit",
              },
            },
          },
        },
      },
      captcha_config: {
        is: "list 0..1",
        blocks: {
          immunity_time_property: {
            is: "list 0..1",
            optional: "immunity_time:number",
          },
        },
      },
      challenge_config: {
        is: "list 0..1",
        blocks: {
          immunity_time_property: {
            is: "list 0..1",
            optional: "immunity_time:number",
          },
        },
      },
      custom_response_body: {
        is: "set 0..*",
        required: "content content_type key",
      },
      data_protection_config: {
        is: "list 0..1",
        blocks: {
          data_protection: {
            is: "list 0..*",
            required: "action",
            optional: "exclude_rate_based_details:bool exclude_rule_match_details:bool",
            blocks: {
              field: {
                is: "list 1..1",
                required: "field_type",
                optional: "field_keys:list(string)",
              },
            },
          },
        },
      },
      default_action: {
        is: "list 1..1",
        blocks: {
          allow: {
            is: "list 0..1",
            blocks: {
              custom_request_handling: {
                is: "list 0..1",
                blocks: {
                  insert_header: {
                    is: "set 1..*",
                    required: "name value",
                  },
                },
              },
            },
          },
          block: {
            is: "list 0..1",
            blocks: {
              custom_response: {
                is: "list 0..1",
                required: "response_code:number",
                optional: "custom_response_body_key",
                blocks: {
                  response_header: {
                    is: "set 0..*",
                    required: "name value",
                  },
                },
              },
            },
          },
        },
      },
      rule: {
        is: "list 0..*",
        required: "name priority:number",
        optional: "statement:dynamic",
        blocks: {
          action: {
            is: "list 0..1",
            blocks: {
              allow: {
                is: "list 0..1",
                blocks: {
                  custom_request_handling: {
                    is: "list 0..1",
                    blocks: {
                      insert_header: {
                        is: "set 1..*",
                        required: "name value",
                      },
                    },
                  },
                },
              },
              block: {
                is: "list 0..1",
                blocks: {
                  custom_response: {
                    is: "list 0..1",
                    required: "response_code:number",
                    optional: "custom_response_body_key",
                    blocks: {
                      response_header: {
                        is: "set 0..*",
                        required: "name value",
                      },
                    },
                  },
                },
              },
              captcha: {
                is: "list 0..1",
                blocks: {
                  custom_request_handling: {
                    is: "list 0..1",
                    blocks: {
                      insert_header: {
                        is: "set 1..*",
                        required: "name value",
                      },
                    },
                  },
                },
              },
              challenge: {
                is: "list 0..1",
                blocks: {
                  custom_request_handling: {
                    is: "list 0..1",
                    blocks: {
                      insert_header: {
                        is: "set 1..*",
                        required: "name value",
                      },
                    },
                  },
                },
              },
              count: {
                is: "list 0..1",
                blocks: {
                  custom_request_handling: {
                    is: "list 0..1",
                    blocks: {
                      insert_header: {
                        is: "set 1..*",
                        required: "name value",
                      },
                    },
                  },
                },
              },
            },
          },
          captcha_config: {
            is: "list 0..1",
            blocks: {
              immunity_time_property: {
                is: "list 0..1",
                optional: "immunity_time:number",
              },
            },
          },
          challenge_config: {
            is: "list 0..1",
            blocks: {
              immunity_time_property: {
                is: "list 0..1",
                optional: "immunity_time:number",
              },
            },
          },
          override_action: {
            is: "list 0..1",
            blocks: {
              count: {
                is: "list 0..1",
              },
              none: {
                is: "list 0..1",
              },
            },
          },
          rule_label: {
            is: "set 0..*",
            required: "name",
          },
          visibility_config: {
            is: "list 1..1",
            required: "cloudwatch_metrics_enabled:bool metric_name sampled_requests_enabled:bool",
          },
        },
      },
      visibility_config: {
        is: "list 1..1",
        required: "cloudwatch_metrics_enabled:bool metric_name sampled_requests_enabled:bool",
      },
    },
  },
  aws_wafv2_web_acl_association: {
    required: "resource_arn web_acl_arn",
    either: "id region",
    blocks: {
      timeouts: {
        is: "single",
        optional: "create",
      },
    },
  },
  aws_wafv2_web_acl_logging_configuration: {
    required: "log_destination_configs:set(string) resource_arn",
    either: "id region",
    blocks: {
      logging_filter: {
        is: "list 0..1",
        required: "default_behavior",
        blocks: {
          filter: {
            is: "set 1..*",
            required: "behavior requirement",
            blocks: {
              condition: {
                is: "set 1..*",
                blocks: {
                  action_condition: {
                    is: "list 0..1",
                    required: "action",
                  },
                  label_name_condition: {
                    is: "list 0..1",
                    required: "label_name",
                  },
                },
              },
            },
          },
        },
      },
      redacted_fields: {
        is: "list 0..*",
        blocks: {
          method: {
            is: "list 0..1",
          },
          query_string: {
            is: "list 0..1",
          },
          single_header: {
            is: "list 0..1",
            required: "name",
          },
          uri_path: {
            is: "list 0..1",
          },
        },
      },
    },
  },
  aws_xray_group: {
    required: "filter_expression group_name",
    optional: "tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn",
    blocks: {
      insights_configuration: {
        is: "list 0..1",
        required: "insights_enabled:bool",
        either: "notifications_enabled:bool",
      },
    },
  },
  aws_xray_sampling_rule: {
    required:
      "fixed_rate:number host http_method priority:number reservoir_size:number resource_arn service_name service_type url_path version:number",
    optional: "attributes:map(string) rule_name tags:map(string)",
    either: "id region tags_all:map(string)",
    computed: "arn",
  },
  aws_cloudwatch_metric_alarm: {
    required: "alarm_name comparison_operator evaluation_periods:number",
    optional:
      "actions_enabled:bool alarm_actions:set(string) alarm_description datapoints_to_alarm:number dimensions:map(string) extended_statistic insufficient_data_actions:set(string) metric_name namespace ok_actions:set(string) period:number statistic tags:map(string) threshold:number threshold_metric_id treat_missing_data unit",
    either: "evaluate_low_sample_count_percentiles id region tags_all:map(string)",
    computed: "arn",
    blocks: {
      metric_query: {
        is: "set 0..*",
        required: "id",
        optional: "account_id expression label period:number return_data:bool",
        blocks: {
          metric: {
            is: "list 0..1",
            required: "metric_name period:number stat",
            optional: "dimensions:map(string) namespace unit",
          },
        },
      },
    },
  },
  aws_cognito_resource_server: {
    required: "identifier name user_pool_id",
    either: "id region",
    computed: "scope_identifiers:list(string)",
    blocks: {
      scope: {
        is: "set 0..*",
        required: "scope_description scope_name",
      },
    },
  },
  aws_cognito_user_group: {
    required: "name user_pool_id",
    optional: "description precedence:number role_arn",
    either: "id region",
  },
  aws_cognito_user_pool: {
    required: "name",
    optional:
      "alias_attributes:set(string) auto_verified_attributes:set(string) deletion_protection mfa_configuration sms_authentication_message tags:map(string) username_attributes:set(string)",
    either:
      "email_verification_message email_verification_subject id region sms_verification_message tags_all:map(string) user_pool_tier",
    computed:
      "arn creation_date custom_domain domain endpoint estimated_number_of_users:number last_modified_date",
    blocks: {
      account_recovery_setting: {
        is: "list 0..1",
        blocks: {
          recovery_mechanism: {
            is: "set 0..*",
            required: "name priority:number",
          },
        },
      },
      admin_create_user_config: {
        is: "list 0..1",
        optional: "allow_admin_create_user_only:bool",
        blocks: {
          invite_message_template: {
            is: "list 0..1",
            optional: "email_message email_subject sms_message",
          },
        },
      },
      device_configuration: {
        is: "list 0..1",
        optional: "challenge_required_on_new_device:bool device_only_remembered_on_user_prompt:bool",
      },
      email_configuration: {
        is: "list 0..1",
        optional:
          "configuration_set email_sending_account from_email_address reply_to_email_address source_arn",
      },
      email_mfa_configuration: {
        is: "list 0..1",
        optional: "message subject",
      },
      lambda_config: {
        is: "list 0..1",
        optional:
          "create_auth_challenge custom_message define_auth_challenge kms_key_id post_authentication post_confirmation pre_authentication pre_sign_up user_migration verify_auth_challenge_response",
        either: "pre_token_generation",
        blocks: {
          custom_email_sender: {
            is: "list 0..1",
            required: "lambda_arn lambda_version",
          },
          custom_sms_sender: {
            is: "list 0..1",
            required: "lambda_arn lambda_version",
          },
          pre_token_generation_config: {
            is: "list 0..1",
            required: "lambda_arn lambda_version",
          },
        },
      },
      password_policy: {
        is: "list 0..1",
        optional:
          "minimum_length:number password_history_size:number require_lowercase:bool require_numbers:bool require_symbols:bool require_uppercase:bool",
        either: "temporary_password_validity_days:number",
      },
      schema: {
        is: "set 0..*",
        required: "attribute_data_type name",
        optional: "developer_only_attribute:bool mutable:bool required:bool",
        blocks: {
          number_attribute_constraints: {
            is: "list 0..1",
            optional: "max_value min_value",
          },
          string_attribute_constraints: {
            is: "list 0..1",
            optional: "max_length min_length",
          },
        },
      },
      sign_in_policy: {
        is: "list 0..1",
        optional: "allowed_first_auth_factors:set(string)",
      },
      sms_configuration: {
        is: "list 0..1",
        required: "external_id sns_caller_arn",
        either: "sns_region",
      },
      software_token_mfa_configuration: {
        is: "list 0..1",
        required: "enabled:bool",
      },
      user_attribute_update_settings: {
        is: "list 0..1",
        required: "attributes_require_verification_before_update:set(string)",
      },
      user_pool_add_ons: {
        is: "list 0..1",
        required: "advanced_security_mode",
        blocks: {
          advanced_security_additional_flows: {
            is: "list 0..1",
            either: "custom_auth_mode",
          },
        },
      },
      username_configuration: {
        is: "list 0..1",
        either: "case_sensitive:bool",
      },
      verification_message_template: {
        is: "list 0..1",
        optional: "default_email_option",
        either: "email_message email_message_by_link email_subject email_subject_by_link sms_message",
      },
      web_authn_configuration: {
        is: "list 0..1",
        optional: "relying_party_id user_verification",
      },
    },
  },
  aws_cognito_user_pool_client: {
    required: "name user_pool_id",
    optional: "generate_secret:bool",
    either:
      "access_token_validity:number allowed_oauth_flows:set(string) allowed_oauth_flows_user_pool_client:bool allowed_oauth_scopes:set(string) auth_session_validity:number callback_urls:set(string) default_redirect_uri enable_propagate_additional_user_context_data:bool enable_token_revocation:bool explicit_auth_flows:set(string) id_token_validity:number logout_urls:set(string) prevent_user_existence_errors read_attributes:set(string) refresh_token_validity:number region supported_identity_providers:set(string) write_attributes:set(string)",
    computed: "client_secret id",
    blocks: {
      analytics_configuration: {
        is: "list 0..*",
        optional: "application_arn application_id external_id",
        either: "role_arn user_data_shared:bool",
      },
      refresh_token_rotation: {
        is: "list 0..*",
        required: "feature",
        optional: "retry_grace_period_seconds:number",
      },
      token_validity_units: {
        is: "list 0..*",
        either: "access_token id_token refresh_token",
      },
    },
  },
  aws_cognito_user_pool_domain: {
    required: "domain user_pool_id",
    optional: "certificate_arn",
    either: "id managed_login_version:number region",
    computed:
      "aws_account_id cloudfront_distribution cloudfront_distribution_arn cloudfront_distribution_zone_id s3_bucket version",
  },
  aws_dynamodb_table: {
    required: "name",
    optional:
      "billing_mode deletion_protection_enabled:bool range_key restore_date_time restore_source_name restore_source_table_arn restore_to_latest_time:bool stream_enabled:bool table_class tags:map(string)",
    either:
      "hash_key id read_capacity:number region stream_view_type tags_all:map(string) write_capacity:number",
    computed: "arn stream_arn stream_label",
    blocks: {
      attribute: {
        is: "set 0..*",
        required: "name type",
      },
      global_secondary_index: {
        is: "set 0..*",
        required: "hash_key name projection_type",
        optional: "non_key_attributes:set(string) range_key",
        either: "read_capacity:number write_capacity:number",
        blocks: {
          on_demand_throughput: {
            is: "list 0..1",
            either: "max_read_request_units:number max_write_request_units:number",
          },
          warm_throughput: {
            is: "list 0..1",
            either: "read_units_per_second:number write_units_per_second:number",
          },
        },
      },
      global_table_witness: {
        is: "list 0..1",
        either: "region_name",
      },
      import_table: {
        is: "list 0..1",
        required: "input_format",
        optional: "input_compression_type",
        blocks: {
          input_format_options: {
            is: "list 0..1",
            blocks: {
              csv: {
                is: "list 0..1",
                optional: "delimiter header_list:set(string)",
              },
            },
          },
          s3_bucket_source: {
            is: "list 1..1",
            required: "bucket",
            optional: "bucket_owner key_prefix",
          },
        },
      },
      local_secondary_index: {
        is: "set 0..*",
        required: "name projection_type range_key",
        optional: "non_key_attributes:list(string)",
      },
      on_demand_throughput: {
        is: "list 0..1",
        either: "max_read_request_units:number max_write_request_units:number",
      },
      point_in_time_recovery: {
        is: "list 0..1",
        required: "enabled:bool",
        either: "recovery_period_in_days:number",
      },
      replica: {
        is: "set 0..*",
        required: "region_name",
        optional: "consistency_mode point_in_time_recovery:bool propagate_tags:bool",
        either: "deletion_protection_enabled:bool kms_key_arn",
        computed: "arn stream_arn stream_label",
      },
      server_side_encryption: {
        is: "list 0..1",
        required: "enabled:bool",
        either: "kms_key_arn",
      },
      timeouts: {
        is: "single",
        optional: "create delete update",
      },
      ttl: {
        is: "list 0..1",
        optional: "attribute_name enabled:bool",
      },
      warm_throughput: {
        is: "list 0..1",
        either: "read_units_per_second:number write_units_per_second:number",
      },
    },
  },
  aws_iam_openid_connect_provider: {
    required: "client_id_list:set(string) url",
    optional: "tags:map(string)",
    either: "id tags_all:map(string) thumbprint_list:list(string)",
    computed: "arn",
  },
  aws_iam_role: {
    required: "assume_role_policy",
    optional:
      "description force_detach_policies:bool max_session_duration:number path permissions_boundary tags:map(string)",
    either: "id managed_policy_arns:set(string) name name_prefix tags_all:map(string)",
    computed: "arn create_date unique_id",
    blocks: {
      inline_policy: {
        is: "set 0..*",
        optional: "name policy",
      },
    },
  },
  aws_iam_role_policy: {
    required: "policy role",
    either: "id name name_prefix",
  },
  aws_kms_key: {
    optional:
      "bypass_policy_lockout_safety_check:bool custom_key_store_id customer_master_key_spec deletion_window_in_days:number enable_key_rotation:bool is_enabled:bool key_usage tags:map(string) xks_key_id",
    either:
      "description id multi_region:bool policy region rotation_period_in_days:number tags_all:map(string)",
    computed: "arn key_id",
    blocks: {
      timeouts: {
        is: "single",
        optional: "create",
      },
    },
  },
  aws_lambda_function: {
    required: "function_name role",
    optional:
      "code_signing_config_arn description filename handler image_uri kms_key_arn layers:list(string) memory_size:number package_type publish:bool publish_to replace_security_groups_on_destroy:bool replacement_security_group_ids:set(string) reserved_concurrent_executions:number runtime s3_bucket s3_key s3_object_version skip_destroy:bool source_kms_key_arn tags:map(string) timeout:number",
    either: "architectures:list(string) id region source_code_hash tags_all:map(string)",
    computed:
      "arn code_sha256 invoke_arn last_modified qualified_arn qualified_invoke_arn signing_job_arn signing_profile_version_arn source_code_size:number version",
    blocks: {
      capacity_provider_config: {
        is: "list 0..1",
        blocks: {
          lambda_managed_instances_capacity_provider_config: {
            is: "list 1..1",
            required: "capacity_provider_arn",
            either:
              "execution_environment_memory_gib_per_vcpu:number per_execution_environment_max_concurrency:number",
          },
        },
      },
      dead_letter_config: {
        is: "list 0..1",
        required: "target_arn",
      },
      durable_config: {
        is: "list 0..1",
        required: "execution_timeout:number",
        optional: "retention_period:number",
      },
      environment: {
        is: "list 0..1",
        optional: "variables:map(string)",
      },
      ephemeral_storage: {
        is: "list 0..1",
        either: "size:number",
      },
      file_system_config: {
        is: "list 0..1",
        required: "arn local_mount_path",
      },
      image_config: {
        is: "list 0..1",
        optional: "command:list(string) entry_point:list(string) working_directory",
      },
      logging_config: {
        is: "list 0..1",
        required: "log_format",
        optional: "application_log_level system_log_level",
        either: "log_group",
      },
      snap_start: {
        is: "list 0..1",
        required: "apply_on",
        computed: "optimization_status",
      },
      tenancy_config: {
        is: "list 0..1",
        required: "tenant_isolation_mode",
      },
      timeouts: {
        is: "single",
        optional: "create delete update",
      },
      tracing_config: {
        is: "list 0..1",
        required: "mode",
      },
      vpc_config: {
        is: "list 0..1",
        required: "security_group_ids:set(string) subnet_ids:set(string)",
        optional: "ipv6_allowed_for_dual_stack:bool",
        computed: "vpc_id",
      },
    },
  },
  aws_lambda_permission: {
    required: "action function_name principal",
    optional:
      "event_source_token function_url_auth_type principal_org_id qualifier source_account source_arn",
    either: "id region statement_id statement_id_prefix",
  },
  aws_secretsmanager_secret: {
    optional:
      "description force_overwrite_replica_secret:bool kms_key_id recovery_window_in_days:number tags:map(string)",
    either: "id name name_prefix policy region tags_all:map(string)",
    computed: "arn",
    blocks: {
      replica: {
        is: "set 0..*",
        required: "region",
        either: "kms_key_id",
        computed: "last_accessed_date status status_message",
      },
    },
  },
  aws_secretsmanager_secret_version: {
    required: "secret_id",
    optional: "secret_binary secret_string secret_string_wo secret_string_wo_version:number",
    either: "id region version_stages:set(string)",
    computed: "arn has_secret_string_wo:bool version_id",
  },
  aws_sns_topic: {
    optional:
      "application_failure_feedback_role_arn application_success_feedback_role_arn application_success_feedback_sample_rate:number archive_policy content_based_deduplication:bool delivery_policy display_name fifo_topic:bool firehose_failure_feedback_role_arn firehose_success_feedback_role_arn firehose_success_feedback_sample_rate:number http_failure_feedback_role_arn http_success_feedback_role_arn http_success_feedback_sample_rate:number kms_master_key_id lambda_failure_feedback_role_arn lambda_success_feedback_role_arn lambda_success_feedback_sample_rate:number sqs_failure_feedback_role_arn sqs_success_feedback_role_arn sqs_success_feedback_sample_rate:number tags:map(string)",
    either:
      "fifo_throughput_scope id name name_prefix policy region signature_version:number tags_all:map(string) tracing_config",
    computed: "arn beginning_archive_time owner",
  },
  aws_sns_topic_subscription: {
    required: "endpoint protocol topic_arn",
    optional:
      "confirmation_timeout_in_minutes:number delivery_policy endpoint_auto_confirms:bool filter_policy raw_message_delivery:bool redrive_policy replay_policy subscription_role_arn",
    either: "filter_policy_scope id region",
    computed: "arn confirmation_was_authenticated:bool owner_id pending_confirmation:bool",
  },
  aws_sqs_queue: {
    optional:
      "content_based_deduplication:bool delay_seconds:number fifo_queue:bool kms_master_key_id max_message_size:number message_retention_seconds:number receive_wait_time_seconds:number tags:map(string) visibility_timeout_seconds:number",
    either:
      "deduplication_scope fifo_throughput_limit id kms_data_key_reuse_period_seconds:number name name_prefix policy redrive_allow_policy redrive_policy region sqs_managed_sse_enabled:bool tags_all:map(string)",
    computed: "arn url",
    blocks: {
      timeouts: {
        is: "single",
        optional: "create delete update",
      },
    },
  },
  aws_ssm_parameter: {
    required: "name type",
    optional: "allowed_pattern description overwrite:bool tags:map(string) value_wo value_wo_version:number",
    either: "arn data_type id insecure_value key_id region tags_all:map(string) tier value",
    computed: "has_value_wo:bool version:number",
  },
};
