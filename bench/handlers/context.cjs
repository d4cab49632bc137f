/** Context object in the form that Lambda passes to a handler as the second argument. */
exports.context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "products-dev-create-product",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:products-dev-create-product",
  memoryLimitInMB: "512",
  awsRequestId: "6f0c2a4e-8b1d-4c3f-9e5a-7d2b1c0f8e6a",
  logGroupName: "/aws/lambda/products-dev-create-product",
  logStreamName: "2026/01/31/[$LATEST]9f1b2c3d4e5f60718293a4b5c6d7e8f9",
  getRemainingTimeInMillis: () => 10_000,
};
