import { writeFileSync } from "node:fs";
import path from "node:path";
import { plan } from "gatewright/plan";
import { temporaryFolder } from "../support";
import { withTerraformOnPath } from "./has-terraform";

/** Writes a stack and returns its folder. */
function stackFolder(blocks: object): string {
  const folder = temporaryFolder();
  const json = { provider: { aws: [{ region: "eu-central-1" }] }, ...blocks };
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(json));
  return folder;
}

const CERTIFICATE = { domain_name: "a.example.com", validation_method: "DNS" };

/** Returns a stack with a DNS record for each domain name of a certificate. */
function validatedCertificate(names: readonly string[]): string {
  const options = "aws_acm_certificate.web.domain_validation_options";
  const resource = {
    aws_acm_certificate: {
      web: { ...CERTIFICATE, ...(names.length > 0 && { subject_alternative_names: names }) },
    },
    aws_route53_record: {
      validation: {
        for_each: `\${{for option in ${options} : option.domain_name => option}}`,
        zone_id: "Z1",
        name: "${each.value.resource_record_name}",
        type: "${each.value.resource_record_type}",
        records: ["${each.value.resource_record_value}"],
        ttl: 60,
      },
    },
  };
  return stackFolder({ resource });
}

withTerraformOnPath("values that the real provider knows during the plan", () => {
  test("the domain names of a certificate can be keys of for_each", async () => {
    const base = validatedCertificate([]);
    const { changes } = await plan(validatedCertificate(["b.example.com"]), { against: base });
    expect(changes.map(({ address, action }) => [address, action])).toEqual([
      ["aws_acm_certificate.web", "replace"],
      ['aws_route53_record.validation["a.example.com"]', "update"],
      ['aws_route53_record.validation["b.example.com"]', "create"],
    ]);
  });

  test.each([
    ["aws_cloudwatch_log_group", { name: "known" }],
    [
      "aws_cloudwatch_metric_alarm",
      { alarm_name: "known", comparison_operator: "LessThanThreshold", evaluation_periods: 1 },
    ],
    ["aws_dynamodb_table", { name: "known" }],
    ["aws_iam_role", { name: "known", assume_role_policy: "{}" }],
    ["aws_lambda_function", { function_name: "known", role: "arn:aws:iam::123456789012:role/r" }],
    ["aws_s3_bucket", { bucket: "known" }],
    ["aws_ssm_parameter", { name: "known", type: "String", value: "a" }],
  ])("the ID of a new %s is known, because it is its name", async (type, body) => {
    const { outputs } = await plan(
      stackFolder({ resource: { [type]: { one: body } }, output: { id: { value: `\${${type}.one.id}` } } }),
    );
    expect(outputs).toMatchObject([{ after: "known" }]);
  });

  test("an ID stays unknown if the name is unknown", async () => {
    const { outputs } = await plan(
      stackFolder({
        resource: {
          aws_kms_key: { k: {} },
          aws_s3_bucket: { b: { bucket: "b-${aws_kms_key.k.key_id}" }, c: {} },
        },
        output: { b: { value: "${aws_s3_bucket.b.id}" }, c: { value: "${aws_s3_bucket.c.id}" } },
      }),
    );
    expect(outputs.map(({ afterUnknown }) => afterUnknown)).toEqual([true, true]);
  });

  test("default values are known, and an argument that is removed gets its default", async () => {
    const stack = (settings: object) =>
      stackFolder({
        resource: { aws_sqs_queue: { jobs: { name: "jobs", ...settings } } },
        output: { sixth: { value: "${floor(aws_sqs_queue.jobs.visibility_timeout_seconds / 6)}" } },
      });
    expect((await plan(stack({}))).outputs).toMatchObject([{ after: 5 }]);
    const { changes, outputs } = await plan(stack({}), {
      against: stack({ visibility_timeout_seconds: 60 }),
    });
    expect(changes.map(({ action }) => action)).toEqual(["update"]);
    expect(outputs).toMatchObject([{ before: 10, after: 5 }]);
    const unchanged = await plan(stack({}), { against: stack({ visibility_timeout_seconds: 30 }) });
    expect(unchanged.counts).toMatchObject({ update: 0, replace: 0, "no-op": 1 });
  });
});

const VPC = { cidr_block: "10.1.0.0/16" };

/** Expressions that need a value in the format of its attribute. */
const EXPRESSIONS: readonly (readonly [expression: string, blocks: object])[] = [
  ["cidrsubnet(data.aws_vpc.v.cidr_block, 4, 1)", { data: { aws_vpc: { v: { default: true } } } }],
  ["cidrhost(aws_vpc.v.ipv6_cidr_block, 1)", { resource: { aws_vpc: { v: VPC } } }],
  ["data.aws_subnets.s.ids[0]", { data: { aws_subnets: { s: {} } } }],
  [
    "element(data.aws_route53_zone.z.name_servers, 1)",
    { data: { aws_route53_zone: { z: { name: "a.b" } } } },
  ],
  [
    "jsondecode(data.aws_secretsmanager_secret_version.s.secret_string)",
    { data: { aws_secretsmanager_secret_version: { s: { secret_id: "s" } } } },
  ],
  ["jsondecode(data.aws_iam_policy.p.policy)", { data: { aws_iam_policy: { p: { name: "p" } } } }],
  ['timeadd(data.aws_ami.a.creation_date, "1h")', { data: { aws_ami: { a: { owners: ["amazon"] } } } }],
  [
    'timeadd(aws_acm_certificate.c.not_after, "1h")',
    { resource: { aws_acm_certificate: { c: CERTIFICATE } } },
  ],
  ['split(".", aws_lb.l.dns_name)[1]', { resource: { aws_lb: { l: { subnets: ["a"] } } } }],
  [
    'tonumber(split(":", aws_db_instance.d.endpoint)[1])',
    { resource: { aws_db_instance: { d: { instance_class: "x" } } } },
  ],
  [
    'split("/", aws_eks_cluster.c.identity[0].oidc[0].issuer)[3]',
    { resource: { aws_eks_cluster: { c: { name: "c", role_arn: "a", vpc_config: { subnet_ids: ["a"] } } } } },
  ],
  ['split("/", data.aws_lb_target_group.t.arn)[0]', { data: { aws_lb_target_group: { t: { name: "t" } } } }],
];

withTerraformOnPath("a fake value", () => {
  test.each(EXPRESSIONS)("functions of Terraform accept the fake value of %s", async (expression, blocks) => {
    const json = { ...blocks, output: { value: { value: `\${${expression}}`, sensitive: true } } };
    const planned = await plan(stackFolder(json), { against: stackFolder(json) });
    expect(planned.outputs.map(({ action }) => action)).toEqual(["no-op"]);
  });
});
