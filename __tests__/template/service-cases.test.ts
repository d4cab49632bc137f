import { renderTemplate, type TemplateRequest } from "gatewright/testing";

type ServiceCase = readonly [source: string, template: string, request: TemplateRequest, output: string];

/** Sets `$r` to the part of the body that the source reads. */
const READ_J = '#set($r = $input.path("$.j"))';

const TWO = Buffer.from('{"m":"b"}').toString("base64");

const PARAMS = { path: { id: "p-1" }, querystring: { q: "a", id: "q-1" }, header: { accept: "*/*", q: "h" } };

/** Outputs that were recorded or are documented for API Gateway. */
const CASES: readonly ServiceCase[] = [
  // Lists and maps (localstack, test_input_path_template_formatting)
  ["recorded by localstack", `${READ_J}$r`, { body: { j: { a: "b" } } }, "{a=b}"],
  ["recorded by localstack", `${READ_J}$r`, { body: { j: [{ a: "b" }] } }, '[{"a":"b"}]'],
  ["recorded by localstack", `${READ_J}$r`, { body: { j: { a: [{ n: "b" }] } } }, '{a=[{"n":"b"}]}'],
  ["recorded by localstack", `${READ_J}$r.toString()`, { body: { j: { x: "1", y: "2" } } }, "{x=1, y=2}"],
  ["recorded by localstack", `${READ_J}$r`, { body: { j: { a: { a: "x", b: "y" } } } }, "{a={a=x, b=y}}"],
  // Missing values (localstack)
  [
    "recorded by localstack",
    `${READ_J}[$r][$r.n] #if($r == $null)1#{else}0#end #if($r == "")1#{else}0#end`,
    {},
    "[][] 1 1",
  ],
  [
    "recorded by localstack",
    `${READ_J}[$r][$r.n] #if($r == $null)1#{else}0#end #if($r == "")1#{else}0#end`,
    { body: { j: [] } },
    "[[]][] 0 0",
  ],
  [
    "recorded by localstack",
    "E=$util.urlEncode($input.body)&A=$util.urlEncode($input.body.a)",
    { body: '{"some": "value"}' },
    "E=%7B%22some%22%3A+%22value%22%7D&A=",
  ],
  ["question 50 of serverless-offline", "#if($missing)T#{else}F#end#if(!$missing)T#{else}F#end", {}, "TF"],
  // Overrides (localstack)
  [
    "recorded by localstack",
    '#set($n = "foo")#set($context.requestOverride.querystring[$n] = "bar")$context.requestOverride.querystring["foo"]',
    {},
    "bar",
  ],
  [
    "recorded by localstack",
    '#set($q = $context.requestOverride.querystring)$!q.put("p", "q")$context.requestOverride.querystring["p"]',
    {},
    "q",
  ],
  [
    "recorded by localstack",
    '#set($context["requestOverride"].querystring["z"] = "y")$context.requestOverride.querystring.z',
    {},
    "y",
  ],
  [
    "recorded by localstack",
    '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar")$context.responseOverride.status $context.responseOverride.header.foo',
    {},
    "444 bar",
  ],
  [
    "recorded by localstack",
    '#set($b = $util.parseJson($util.base64Decode($input.params("p"))))#if($b.m == "a")one#elseif($b.m == "b")two#{else}else#end',
    { params: { querystring: { p: TWO } } },
    "two",
  ],
  // Functions (API Gateway developer guide, api-gateway-mapping-template-reference)
  [
    "AWS docs",
    "$util.parseJson($input.path('$.errorMessage')).k.arr[0]",
    { body: { errorMessage: '{"k":{"arr":[1,2]}}' } },
    "1",
  ],
  [
    "AWS docs",
    `${READ_J}$util.escapeJavaScript($r).replaceAll("\\\\'","'")`,
    { body: { j: 'it\'s "ok"' } },
    'it\'s \\"ok\\"',
  ],
  ["AWS docs", `${READ_J}$util.escapeJavaScript($r)`, { body: { j: "it's" } }, "it\\'s"],
  [
    "AWS docs",
    "#foreach($t in $input.params().keySet())$t#if($foreach.hasNext),#end#end",
    { params: PARAMS },
    "path,querystring,header",
  ],
  [
    "AWS docs",
    "#foreach($t in $input.params().keySet())#set($m = $input.params().get($t))#foreach($n in $m.keySet())$t.$n=$m.get($n);#end#end",
    { params: { path: { id: "1" }, header: { a: "2" } } },
    "path.id=1;header.a=2;",
  ],
  ["AWS docs", '#if($input.params("x"))T#{else}F#end', { params: PARAMS }, "T"],
  [
    "AWS docs",
    "$input.params('id') $input.params('q') $input.params('accept')",
    { params: PARAMS },
    "p-1 a */*",
  ],
  ["AWS docs", "$input.body", {}, "{}"],
  ["AWS docs", "$input.body", { body: "a=b" }, "a=b"],
  ["AWS docs", "$input.json('$.pets[0]')", { body: { pets: [{ id: 1 }] } }, '{"id":1}'],
  ["AWS docs", "$util.urlDecode('a+b%26%C3%A9') $util.base64Encode('é')", {}, "a b&é w6k="],
  [
    "AWS docs",
    "$stageVariables.table $stageVariables['table'] ${stageVariables.table}",
    { stageVariables: { table: "t" } },
    "t t t",
  ],
  ["AWS docs", "$context.identity.sourceIp", { context: { identity: { sourceIp: "1.2.3.4" } } }, "1.2.3.4"],
  [
    "AWS docs",
    "$context.authorizer.claims.sub $context.authorizer.claims['custom:role']",
    { context: { authorizer: { claims: { sub: "ada", "custom:role": "admin" } } } },
    "ada admin",
  ],
  // $input.json of a missing value (localstack, not recorded)
  ["localstack", "$input.json('$.none')", { body: {} }, '""'],
  // A body that does not start like JSON (ToQoz/api-gateway-mapping-template, measured in 2016)
  ["ToQoz/api-gateway-mapping-template", "$input.path('$')", { body: "a=b" }, "a=b"],
  ["ToQoz/api-gateway-mapping-template", "$input.json('$')", { body: "a=b" }, '"a=b"'],
  ["ToQoz/api-gateway-mapping-template", "$input.json('$')", {}, "{}"],
  // $context as a whole (localstack, test_sqs_amz_json_protocol)
  [
    "recorded by localstack",
    "#foreach($k in $context.keySet())$k,#end",
    { context: { requestId: "r", isCanaryRequest: undefined, identity: { user: null } } },
    "requestId,identity,requestOverride,responseOverride,",
  ],
  [
    "recorded by localstack",
    "#foreach($k in $context.identity.keySet())$k=$context.identity.get($k),#end",
    { context: { identity: { user: null, sourceIp: "::1" } } },
    "user=,sourceIp=::1,",
  ],
  [
    "recorded by localstack",
    '[$context.get("identity")][$context.requestOverride][$context.responseOverride]',
    { context: { identity: { user: "u" } } },
    "[][][]",
  ],
  ["recorded by localstack", "#foreach($k in $context.authorizer)x#end", {}, ""],
  [
    "measured for Cognito",
    "$context.authorizer.claims",
    { context: { authorizer: { claims: { sub: "a" } } } },
    "null",
  ],
  // Values of the body (Velocity 1.7 with json-smart)
  ["Velocity 1.7", "#set($x = [1, 2, 3])$x #set($x = [1..3])$x", {}, "[1, 2, 3][1, 2, 3]"],
  ["Velocity 1.7", `${READ_J}$r [$r.k]`, { body: { j: { k: null } } }, "{k=null} []"],
  ["Velocity 1.7", '#set($p = {"id-x": 1, "id": 2})$p.id-x ${p.id}-x', {}, "1 2-x"],
  ["Velocity 1.7", "#set($x = 7 / 2)$x", {}, "3"],
];

test.each(CASES)("[%s] the template %j of %j renders %j", (_, template, request, output) => {
  expect(renderTemplate(template, request).output).toBe(output);
});

test("a list of a body keeps the digits and the order of its JSON", () => {
  const body = '{"j":[{"2":1.0,"1":12345678901234567890,"a":1e2}]}';
  expect(renderTemplate(`${READ_J}$r`, { body }).output).toBe(
    '[{"2":1.0,"1":12345678901234567890,"a":100.0}]',
  );
});

test("a response template reads the overrides of the request template [recorded by localstack]", () => {
  const request = `#set($context.requestOverride.path.body = '{"message":"a"}')
    #set($context.responseOverride.status = 444)#set($context.responseOverride.custom = "c")`;
  const { requestOverride, responseOverride } = renderTemplate(request);
  const response =
    "$util.parseJson($context.requestOverride.path.body).message $context.responseOverride.status $context.responseOverride.custom";
  const rendered = renderTemplate(response, { requestOverride, responseOverride });
  expect(rendered.output).toBe("a 444 c");
  expect(rendered.responseOverride).toEqual({ header: {}, status: 444, other: { custom: "c" } });
});
