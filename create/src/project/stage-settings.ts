import { type Choices, productionStages } from "../choices";
import { TemplateText } from "./template";

/**
 * Returns the entries of the object `stages` of main.ts for the chosen stages. A production stage gets the settings of
 * the sample's stage `prod`. Every other stage gets the settings of its stage `dev`.
 */
export function stageSettings(main: TemplateText, choices: Choices): string {
  const production = productionStages(choices);
  return choices.stages
    .map((stage) => {
      const isProduction = production.includes(stage);
      const entry = readEntry(main, isProduction ? "prod" : "dev");
      const host = isProduction && production.length === 1 ? "" : `${stage}.`;
      return renderEntry(entry, isProduction, choices, stage, host);
    })
    .join("");
}

/** Returns the pattern of the entry of a stage in the object `stages`. */
export function entryPattern(stage: "dev" | "prod"): RegExp {
  return new RegExp(`^  ${stage}: \\{\\n(?:    .*\\n)+  \\},\\n`, "m");
}

function readEntry(main: TemplateText, stage: "dev" | "prod"): TemplateText {
  return new TemplateText(`main.ts, stage ${stage}`, main.extract(entryPattern(stage)));
}

function renderEntry(
  entry: TemplateText,
  isProduction: boolean,
  { name, region, authorizer }: Choices,
  stage: string,
  host: string,
): string {
  const domain = isProduction ? "gatewright-products" : "gatewright-products-dev";
  const origin = isProduction ? "https://products.example.com" : "https://dev.products.example.com";
  const key = stage.includes("-") ? `"${stage}"` : stage;
  const settings = entry
    .replace(isProduction ? "  prod: {" : "  dev: {", `  ${key}: {`)
    .replace(`region: "eu-central-1"`, `region: "${region}"`)
    .replace(origin, `https://${host}${name}.example.com`);
  const signInDomain = `signInDomain: "${domain}"`;
  return authorizer === "cognito"
    ? settings.replace(signInDomain, `signInDomain: "${domainPrefix(`${name}-${stage}`)}"`).text
    : settings
        .remove(`    ${signInDomain},\n`)
        .remove(isProduction ? '    mfa: "ON",\n' : '    mfa: "OPTIONAL",\n').text;
}

/**
 * Returns the prefix of a sign-in domain. Cognito rejects a prefix that contains `aws`, `amazon` or `cognito`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
 */
function domainPrefix(name: string): string {
  return name.replaceAll(/aws|amazon|cognito/g, "x");
}
