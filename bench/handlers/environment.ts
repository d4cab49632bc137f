/**
 * All environment variables of a measured process. They are the variables that Lambda sets for a function of
 * the sample.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const LAMBDA_ENVIRONMENT = {
  _HANDLER: "index.handler",
  _X_AMZN_TRACE_ID: "Root=1-68d3f1a2-5b1f7c0e3a9d4c2b6e8f0a1c;Parent=53995c3f42cd8ad8;Sampled=0",
  AWS_DEFAULT_REGION: "eu-central-1",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_FUNCTION_NAME: "products-dev-create-product",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_FORMAT: "JSON",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/products-dev-create-product",
  AWS_LAMBDA_LOG_LEVEL: "INFO",
  AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/31/[$LATEST]9f1b2c3d4e5f60718293a4b5c6d7e8f9",
  AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
  AWS_REGION: "eu-central-1",
  LAMBDA_RUNTIME_DIR: "/var/runtime",
  LAMBDA_TASK_ROOT: "/var/task",
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
};
