import { synthesized } from "../../../support";
import { apiStack } from "./api-fixture";

// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

describe("CORS", () => {
  test("CORS allows the methods of the routes by default", () => {
    const { stack, api, answer } = apiStack({ cors: { origins: ["https://app.example.com"] } });
    api.route("POST /a", answer, { access: "public" });
    api.route("GET /a", answer, { access: "public" });
    api.route("GET /b", answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_api", {
      cors_configuration: {
        allow_origins: ["https://app.example.com"],
        allow_methods: ["GET", "POST"],
        allow_headers: ["authorization", "content-type"],
        allow_credentials: false,
        max_age: 3600,
        expose_headers: ["x-trace-id"],
      },
    });
  });

  test("an ANY route makes CORS allow every method by name", () => {
    const { stack, api, answer } = apiStack({ cors: { origins: ["*"] } });
    api.route("ANY /a", answer, { access: "public" });
    synthesized(stack).only("aws_apigatewayv2_api", {
      cors_configuration: { allow_methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] },
    });
  });

  test.each([["*"], ["X-Trace-Id"]])(
    "the exposed header %s already contains the header with the trace ID",
    (name) => {
      const { stack } = apiStack({ cors: { origins: ["*"], exposeHeaders: [name] } });
      synthesized(stack).only("aws_apigatewayv2_api", { cors_configuration: { expose_headers: [name] } });
    },
  );

  test("all CORS options are written to the Terraform", () => {
    const cors = {
      origins: ["https://app.example.com"],
      methods: ["GET"] as const,
      headers: ["x-a"],
      exposeHeaders: ["x-b"],
      credentials: true,
      maxAgeSeconds: 5,
    };
    synthesized(apiStack({ cors }).stack).only("aws_apigatewayv2_api", {
      cors_configuration: {
        allow_methods: ["GET"],
        allow_headers: ["x-a"],
        expose_headers: ["x-b", "x-trace-id"],
        allow_credentials: true,
        max_age: 5,
      },
    });
  });
});
