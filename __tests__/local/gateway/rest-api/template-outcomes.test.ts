import { type MethodDescription, restGateway } from "./rest-fixture";

// Templates over HTTP. A MOCK integration renders them as its response template, and its request template passes the body
// of the request on in an override. Sources of the expected outputs:
// - [captured]: LocalStack's tests recorded them on AWS (test_input_path_template_formatting, test_input_body_formatting,
//   test_integration_mock_with_vtl_map_assignation, test_integration_mock_with_request_overrides_in_response_template)
// - [AWS docs]: the pages api-gateway-mapping-template-reference and models-mappings of the developer guide
// - [measured]: the projects that a title names, and Velocity 1.7

/** Body, template and output. `$r` is the value at `$.j` of the body. */
type Outcome = readonly [body: string, template: string, output: string];

const CAPTURED: readonly Outcome[] = [
  ['{"j":{"a":"b"}}', "$r", "{a=b}"],
  ['{"j":[{"a":"b"}]}', "$r", '[{"a":"b"}]'],
  ['{"j":{"a":[{"n":"b"}]}}', "$r", '{a=[{"n":"b"}]}'],
  ['{"j":{"a":[{"n":"b"}]}}', "$r.toString()", '{a=[{"n":"b"}]}'],
  ['{"j":{"x":"1","y":"2"}}', "$r.toString()", "{x=1, y=2}"],
  ["{}", '[$r][$r.n] #if($r == $null)1#{else}0#end #if($r == "")1#{else}0#end', "[][] 1 1"],
  ['{"j":[]}', '[$r][$r.n] #if($r == $null)1#{else}0#end #if($r == "")1#{else}0#end', "[[]][] 0 0"],
  ['{"j":null}', '[$r][$r.n] #if($r == $null)1#{else}0#end #if($r == "")1#{else}0#end', "[][] 1 1"],
  ['{"some": "value"}', "$body", '{"some": "value"}'],
  ["some raw data", "$body", "some raw data"],
  ["", "$body", "{}"],
  ['{"some": "value"}', "[$body.some]", "[]"],
  [
    '{"some": "value"}',
    "E=$util.urlEncode($body)&A=$util.urlEncode($body.a)",
    "E=%7B%22some%22%3A+%22value%22%7D&A=",
  ],
  ["some raw data", "E=$util.urlEncode($body)", "E=some+raw+data"],
  ['{"j":{"a":{"a":"x","b":"y"}}}', "$r", "{a={a=x, b=y}}"],
  ['{"j":[{"foo":"bar"}]}', "$r.toString()", '[{"foo":"bar"}]'],
  [
    "{}",
    '#set($b = $util.parseJson($util.base64Decode($input.params("p"))))#if($b.m == "a")one#elseif($b.m == "b")two#{else}else#end',
    "two",
  ],
];

const DOCUMENTED: readonly Outcome[] = [
  [
    '{"errorMessage":"{\\"k\\":{\\"arr\\":[1,2]}}"}',
    "$util.parseJson($input.path('$.errorMessage')).k.arr[0]",
    "1",
  ],
  ['{"j":"it\'s \\"ok\\""}', `$util.escapeJavaScript($r).replaceAll("\\\\'","'")`, 'it\'s \\"ok\\"'],
  [
    "{}",
    "#foreach($t in $input.params().keySet())$t#if($foreach.hasNext),#end#end",
    "path,querystring,header",
  ],
  ["{}", '$input.params("q") $input.params("name") $input.params("X-Sent")', "2 n sent"],
  ["{}", '$input.params().get("querystring").get("q")', "2"],
  [
    "{}",
    "#set($path = $input.params().get('path'))#foreach($n in $path.keySet())$n=$path.get($n)#end",
    "name=n",
  ],
  ["{}", "[$input.params('x-sent')]", "[]"],
  ['{"j":"it\'s"}', "$util.escapeJavaScript($r)", "it\\'s"],
  ["{}", "$util.urlDecode('a+b%26%C3%A9') $util.base64Encode('é')", "a b&é w6k="],
  ['{"j":{"a":1}}', "$input.path('$.j.a') $input.json('$.j')", '1 {"a":1}'],
  ["{}", "$stageVariables.color $stageVariables['color'] ${stageVariables.color}", "red red red"],
  ['{"j":[1,{"a":null}]}', "$input.json('$.j')", '[1,{"a":null}]'],
  ["{}", "$input.json('$.missing')", '""'],
];

const MEASURED: readonly Outcome[] = [
  ["{}", '#if($input.params("x"))T#{else}F#end', "T"],
  ["a=b", "$input.path('$') $input.json('$')", 'a=b "a=b"'],
  ["{}", "#set($p = 'v')$p.id-x|${p}-x", "|v-x"],
  ["{}", "#set($n = 7 / 2)$n", "3"],
  ["{}", '#if("x")1#{else}0#end#set($x = "x")#if($x)1#{else}0#end', "01"],
  ["{}", "#foreach($i in [1..3])$foreach.index$foreach.count$velocityCount #end", "011 122 233 "],
  ["{}", "#set($l = [1, 2])$l", "[1, 2]"],
  ["{}", "#set($l = [1..3])$l", "[1, 2, 3]"],
  ["{}", "#set($l = $util.parseJson('[1, {\"a\": 2}]'))$l", '[1,{"a":2}]'],
  ['{"j":{"k":null}}', "$r [$r.k]", "{k=null} []"],
  ["{}", "#if($missing)T#{else}F#end#if(!$missing)T#{else}F#end", "TF"],
  ["{}", "#if(1)T#{else}F#end#if([])T#{else}F#end#if(true)T#end", "FFT"],
  ["{}", "#set($a = 1)#set($b = [])#if($a)T#end#if($b)T#end", "TT"],
  ["", "$input.path('$') $input.json('$')", "{} {}"],
  ['"text"', "$input.path('$') $input.json('$')", 'text "text"'],
  [
    "{}",
    "#set($x = 'a,b')$x.length() $x.split(',').size() $x.substring(2) $x.equals('a,b') $x.isEmpty()",
    "3 2 b true false",
  ],
  ['{"j":[5]}', "$r.size() $r.isEmpty() $r.get(0)", "1 false 5"],
  ["{}", "#macro(m $x)<$x>#end#foreach($i in [1..9])#m($i)#if($i == 2)#break#end#end", "<1><2>"],
];

const ASSUMED: readonly Outcome[] = [
  ["{}", "#set($x = 'a')#set($x = $missing)[$x]", "[]"],
  ['{"j":"/é"}', "$util.escapeJavaScript($r)", "\\/\\u00E9"],
];

/** Directives and functions of other dialects. */
const UNSUPPORTED = ["#stop", '#parse("x")', '#include("x")', "#evaluate('x')", "$util.toJson($r)"];

/** Value of the query parameter `p`. */
const P = Buffer.from('{"m":"b"}').toString("base64");

const all = [...CAPTURED, ...DOCUMENTED, ...MEASURED, ...ASSUMED];
const templates = [...new Set(all.map(([, template]) => template))];
const keyOf = (template: string) => `POST /t${templates.indexOf(template)}/{name}`;

/** Returns a text in which Terraform evaluates nothing. */
const escapeTerraform = (text: string) => text.replaceAll("${", () => "$${");

/** Method whose backend is a mock, so the template reads the body of the request in its request template. */
const render = (template: string): MethodDescription => ({
  integration: {
    type: "MOCK",
    request_templates: {
      "application/json": `#set($r = $input.path("$.j"))#set($body = $input.body)#define($out)${escapeTerraform(template)}#end#set($context.requestOverride.header.out = "$out"){"statusCode": 200}`,
    },
  },
  responses: {
    default: {
      status_code: "200",
      response_templates: { "application/json": "$context.requestOverride.header.out" },
    },
  },
});

const api = restGateway({
  stages: { dev: { variables: { color: "red" } } },
  methods: {
    ...Object.fromEntries(templates.map((template) => [keyOf(template), render(template)])),
    ...Object.fromEntries(
      UNSUPPORTED.map((template, index) => [`POST /unsupported/${index}`, render(template)]),
    ),
    "POST /invalid": render("$r"),
  },
});

async function outputOf(template: string, body: string): Promise<string> {
  const line = keyOf(template).replace("POST /", "POST /dev/").replace("{name}", `n?q=1&q=2&name=o&p=${P}`);
  const headers = { "Content-Type": "application/json", "X-Sent": "sent", q: "h", name: "h" };
  return (await api.call(line, { headers, body })).body;
}

test.each(CAPTURED)("the body %s and the template %s yield %s [captured]", async (body, template, output) => {
  expect(await outputOf(template, body)).toBe(output);
});

test.each(DOCUMENTED)(
  "the body %s and the template %s yield %s [AWS docs]",
  async (body, template, output) => {
    expect(await outputOf(template, body)).toBe(output);
  },
);

test.each(MEASURED)(
  "the body %s and the template %s yield %s [measured: so#50, Velocity]",
  async (body, template, output) => {
    expect(await outputOf(template, body)).toBe(output);
  },
);

test.each(ASSUMED)(
  "the body %s and the template %s yield %s [unverified]",
  async (body, template, output) => {
    expect(await outputOf(template, body)).toBe(output);
  },
);

test.each(UNSUPPORTED)(
  "the template %s, which API Gateway does not document, is 500 [our choice]",
  async (template) => {
    const { status, body } = await api.call(`POST /dev/unsupported/${UNSUPPORTED.indexOf(template)}`);
    expect([status, body]).toEqual([500, '{"message": "Internal server error"}']);
  },
);

test("a template that reads a body which is not valid JSON is 400 [measured: api-gateway-mapping-template]", async () => {
  const { status, body, headers } = await api.call("POST /dev/invalid", { body: "{a" });
  expect([status, headers["x-amzn-errortype"]]).toEqual([400, "BadRequestException"]);
  expect(JSON.parse(body).message).toMatch(/^Could not process payload/);
});
