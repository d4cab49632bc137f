import type { Choices } from "../choices";
import { entryPattern, stageSettings } from "./stage-settings";
import type { TemplateText } from "./template";

/** Files that declare the stack and run the application, by their path in the project. */
export function mainFiles(main: TemplateText, choices: Choices): [string, string][] {
  const changed = withCdk(withAuthorizer(withNames(main, choices), choices), choices);
  return choices.modules === "esm" ? splitMain(changed) : [["main.ts", changed.text]];
}

function withNames(main: TemplateText, choices: Choices): TemplateText {
  return main
    .replace(entryPattern("dev"), "")
    .replace(entryPattern("prod"), stageSettings(main, choices))
    .replace("`products-${name}`", `\`${choices.name}-\${name}\``);
}

const USERS = / {4}const users = new UserPool\([\s\S]*?\n\n(?= {4}const products )/;

const SIGN_IN_DOMAIN =
  "  /** Prefix of the host name of Cognito's sign-in pages, unique among all AWS accounts in the Region. */\n  readonly signInDomain: string;\n";

const MFA =
  '  /** Multi-factor authentication of users. With `"ON"`, every user needs an authenticator app. */\n  readonly mfa: "OPTIONAL" | "ON";\n';

const ORIGINS = `  /**
   * Origins of the web app that calls the API. CORS allows these origins, and after sign-in Cognito redirects
   * the browser to \`/callback\` of one of them.
   */
`;

/** Replaces the user pool of the sample by another authorizer. */
function withAuthorizer(main: TemplateText, { authorizer }: Choices): TemplateText {
  if (authorizer === "cognito") return main;
  const withoutUsers = main
    .remove("  UserPool,\n")
    .remove(SIGN_IN_DOMAIN)
    .remove(MFA)
    .replace(ORIGINS, "  /** Origins of the web app that calls the API. CORS allows these origins. */\n")
    .replace("the deletion of the table and the user pool", "the deletion of the table")
    .remove(`    new TerraformOutput(this, "issuer", { value: users.issuer });\n`)
    .remove(`    new TerraformOutput(this, "web-client-id", { value: web.id });\n`);
  return authorizer === "iam"
    ? withoutUsers
        .replace("  HttpApi,\n", "  HttpApi,\n  IamAuthorizer,\n")
        .remove(USERS)
        .replace("authorizer: users.authorizer()", "authorizer: new IamAuthorizer()")
    : withoutUsers
        .replace("  HttpApi,\n", "  HttpApi,\n  JwtAuthorizer,\n")
        .replace(/^\/\*\* Terraform stack of /m, `${ISSUER}/** Terraform stack of `)
        .replace(USERS, JWT_AUTHORIZER)
        .replace("authorizer: users.authorizer()", "authorizer: users");
}

const ISSUER = `/**
 * Issuer of the access tokens, exactly as in their \`iss\` claim. Replace it with the URL of your OpenID Connect
 * provider.
 */
const ISSUER = "https://login.example.com/";

/** Audience of the access tokens: their \`aud\` claim. Replace it with the audience that your provider uses. */
const AUDIENCE = "https://api.example.com";

`;

const JWT_AUTHORIZER = `    const users = new JwtAuthorizer("users", {
      issuer: ISSUER,
      audiences: [AUDIENCE],
      scopes: ["products/read", "products/write"],
    });

`;

function withCdk(main: TemplateText, { cdk }: Choices): TemplateText {
  return cdk === "cdktf"
    ? main
    : main.replace("CDKTF 0.21 has no property for this argument.", "S3Backend has no property for it.");
}

const RUN = /\nif \(require\.main === module\) \{\n([\s\S]*)\n\}\n$/;

/**
 * Splits main.ts into the stack and the code that runs the application. An ES module has no `require.main`, so the tests
 * import the stack from a separate file.
 */
function splitMain(main: TemplateText): [string, string][] {
  const stack = withExtensions(main.remove(RUN).remove("  App,\n"));
  const run = main.extract(RUN).replaceAll(/^ {2}/gm, "");
  const imports = `import { App } from "gatewright";\nimport { ProductsStack, stages } from "./stack.js";\n`;
  return [
    ["main.ts", `${imports}\nawait ${run}\n`],
    ["stack.ts", stack.text],
  ];
}

/** Adds the extension of JavaScript files to all relative imports, as Node requires for ES modules. */
export function withExtensions(source: TemplateText): TemplateText {
  return source.replaceAll(/( from "\.[^"]*)(?=";)/, "$1.js");
}
