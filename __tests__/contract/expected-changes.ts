/** Changes of each case of `CHANGE_CASES`, from before to after and in the other direction. */
export const EXPECTED_CHANGES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  deprecation: [
    ["compatible: operation is now deprecated. The operation still works. Clients should replace it."],
    ["compatible: operation is no longer deprecated. The operation remains available."],
  ],
  "a token": [
    ["breaking: token is now required. Callers that were authorized are denied."],
    ["access: token no longer required. More callers are authorized."],
  ],
  "another security scheme": [
    ["breaking: security scheme token → key. The credentials of clients are not accepted."],
    ["breaking: security scheme key → token. The credentials of clients are not accepted."],
  ],
  "a second security scheme": [
    ["breaking: security scheme token → key and token. The credentials of clients are not accepted."],
    ["access: security scheme key and token → token. More callers are authorized."],
  ],
  "an alternative security scheme": [
    [
      "breaking: security scheme basic or token → basic or key and token. The credentials of clients are not accepted.",
    ],
    ["access: security scheme basic or key and token → basic or token. More callers are authorized."],
  ],
  scopes: [
    ["breaking: scope a/read or a/write is now required. Callers that were authorized are denied."],
    ["access: scope a/read or a/write no longer required. More callers are authorized."],
  ],
  "one more scope": [
    ["access: scope a/write is now accepted. More callers are authorized."],
    ["breaking: scope a/write no longer accepted. Callers that were authorized are denied."],
  ],
  groups: [
    ["breaking: group admin is now required. Callers that were authorized are denied."],
    ["access: group admin no longer required. More callers are authorized."],
  ],
  "one more group": [
    ["access: group staff is now accepted. More callers are authorized."],
    ["breaking: group staff no longer accepted. Callers that were authorized are denied."],
  ],
  "a required query parameter": [
    ['breaking: required query parameter "q" added. Requests without the parameter are rejected.'],
    ['breaking: query parameter "q" removed. The API rejects or ignores the values that clients send.'],
  ],
  "an optional query parameter": [
    ['compatible: optional query parameter "q" added. All requests that were valid are still valid.'],
    ['breaking: query parameter "q" removed. The API rejects or ignores the values that clients send.'],
  ],
  "a query parameter that becomes required": [
    ['breaking: query parameter "q" is now required. Requests without the parameter are rejected.'],
    ['compatible: query parameter "q" is now optional. All requests that were valid are still valid.'],
  ],
  "the style of a query parameter": [
    ['breaking: query parameter "q": style changed. Clients send the value in another form.'],
    ['breaking: query parameter "q": style changed. Clients send the value in another form.'],
  ],
  "the type of a query parameter": [
    ['breaking: query parameter "q": type string → integer. Requests that were valid are rejected.'],
    ['breaking: query parameter "q": type integer → string. Requests that were valid are rejected.'],
  ],
  "a required header": [
    ['breaking: required request header "X-A" added. Requests without the parameter are rejected.'],
    ['breaking: request header "X-A" removed. The API rejects or ignores the values that clients send.'],
  ],
  "a required body": [
    ["breaking: required request body added. Requests without the body are rejected."],
    ["breaking: request body removed. The API rejects or ignores the values that clients send."],
  ],
  "an optional body": [
    ["compatible: optional request body added. All requests that were valid are still valid."],
    ["breaking: request body removed. The API rejects or ignores the values that clients send."],
  ],
  "a body that becomes required": [
    ["breaking: request body is now required. Requests without the body are rejected."],
    ["compatible: request body is now optional. All requests that were valid are still valid."],
  ],
  "a media type of a request": [
    ["compatible: request body: media type text/csv added. All requests that were valid are still valid."],
    ["breaking: request body: media type text/csv removed. Requests that were valid are rejected."],
  ],
  "a media type of a response": [
    ["compatible: response 200: media type text/csv added. Clients select the media type that they accept."],
    ["breaking: response 200: media type text/csv removed. Clients may not understand the new responses."],
  ],
  "a response": [
    ["compatible: response 201 added. Clients handle responses by their class of status."],
    ["breaking: response 201 removed. Clients wait for a response that the API no longer sends."],
  ],
  "an error response": [
    ["compatible: response 404 added. Clients handle responses by their class of status."],
    ["compatible: response 404 removed. The API no longer sends this error."],
  ],
  "a header of a response": [
    ['compatible: response 200 header "location" added. Clients ignore it.'],
    ['breaking: response 200 header "location" removed. Clients that read the value fail.'],
  ],
  "a header of a response that becomes required": [
    ['compatible: response 200 header "location" is now required. Clients understand all responses.'],
    ['breaking: response 200 header "location" is now optional. Clients that read the value fail.'],
  ],
  "a required property in a request": [
    ['breaking: required request body property "size" added. Requests without the property are rejected.'],
    [
      'breaking: request body property "size" removed. The API rejects or ignores the values that clients send.',
    ],
  ],
  "a required property in a response": [
    ['compatible: response 200 property "size" added. Clients ignore it.'],
    ['breaking: response 200 property "size" removed. Clients that read the value fail.'],
  ],
  "an optional property in a request": [
    [
      'compatible: optional request body property "size" added. All requests that were valid are still valid.',
    ],
    [
      'breaking: request body property "size" removed. The API rejects or ignores the values that clients send.',
    ],
  ],
  "an optional property in a response": [
    ['compatible: response 200 property "size" added. Clients ignore it.'],
    ['breaking: response 200 property "size" removed. Clients that read the value fail.'],
  ],
  "a property that becomes required in a request": [
    ['breaking: request body property "size" is now required. Requests without the property are rejected.'],
    [
      'compatible: request body property "size" is now optional. All requests that were valid are still valid.',
    ],
  ],
  "a property that becomes required in a response": [
    ['compatible: response 200 property "size" is now required. Clients understand all responses.'],
    ['breaking: response 200 property "size" is now optional. Clients that read the value fail.'],
  ],
  "a nested property in a request": [
    [
      'compatible: optional request body property "a.size" added. All requests that were valid are still valid.',
    ],
    [
      'breaking: request body property "a.size" removed. The API rejects or ignores the values that clients send.',
    ],
  ],
  "a nested property in a response": [
    ['compatible: response 200 property "a.size" added. Clients ignore it.'],
    ['breaking: response 200 property "a.size" removed. Clients that read the value fail.'],
  ],
  "a type in a request": [
    ["breaking: request body: type string → boolean. Requests that were valid are rejected."],
    ["breaking: request body: type boolean → string. Requests that were valid are rejected."],
  ],
  "a type in a response": [
    ["breaking: response 200: type string → boolean. Clients may not understand the new responses."],
    ["breaking: response 200: type boolean → string. Clients may not understand the new responses."],
  ],
  "a wider type in a request": [
    ["compatible: request body: type integer → number. All requests that were valid are still valid."],
    ["breaking: request body: type number → integer. Requests that were valid are rejected."],
  ],
  "a wider type in a response": [
    ["breaking: response 200: type integer → number. Clients may not understand the new responses."],
    ["compatible: response 200: type number → integer. Clients understand all responses."],
  ],
  "null in a request": [
    ["compatible: request body: type string → string or null. All requests that were valid are still valid."],
    ["breaking: request body: type string or null → string. Requests that were valid are rejected."],
  ],
  "null in a response": [
    ["breaking: response 200: type string → string or null. Clients may not understand the new responses."],
    ["compatible: response 200: type string or null → string. Clients understand all responses."],
  ],
  "null as an alternative in a request": [
    ["compatible: request body: alternative null added. All requests that were valid are still valid."],
    ["breaking: request body: alternative null removed. Requests that were valid are rejected."],
  ],
  "null as an alternative in a response": [
    ["breaking: response 200: alternative null added. Clients may not understand the new responses."],
    ["compatible: response 200: alternative null removed. Clients understand all responses."],
  ],
  "any type in a request": [
    ["compatible: request body: type string → any. All requests that were valid are still valid."],
    ["breaking: request body: type any → string. Requests that were valid are rejected."],
  ],
  "any type in a response": [
    ["breaking: response 200: type string → any. Clients may not understand the new responses."],
    ["compatible: response 200: type any → string. Clients understand all responses."],
  ],
  "a value of an enum in a request": [
    ['compatible: request body: value "b" added. All requests that were valid are still valid.'],
    ['breaking: request body: value "b" removed. Requests that were valid are rejected.'],
  ],
  "a value of an enum in a response": [
    ['breaking: response 200: value "b" added. Clients may not understand the new responses.'],
    ['compatible: response 200: value "b" removed. Clients understand all responses.'],
  ],
  "an enum in a request": [
    ['breaking: request body: limited to "a". Requests that were valid are rejected.'],
    ['compatible: request body: no longer limited to "a". All requests that were valid are still valid.'],
  ],
  "an enum in a response": [
    ['compatible: response 200: limited to "a". Clients understand all responses.'],
    ['breaking: response 200: no longer limited to "a". Clients may not understand the new responses.'],
  ],
  "a constant in a request": [
    [
      "breaking: request body: value 1 removed. Requests that were valid are rejected.",
      "compatible: request body: value 2 added. All requests that were valid are still valid.",
    ],
    [
      "breaking: request body: value 2 removed. Requests that were valid are rejected.",
      "compatible: request body: value 1 added. All requests that were valid are still valid.",
    ],
  ],
  "a constant in a response": [
    [
      "compatible: response 200: value 1 removed. Clients understand all responses.",
      "breaking: response 200: value 2 added. Clients may not understand the new responses.",
    ],
    [
      "compatible: response 200: value 2 removed. Clients understand all responses.",
      "breaking: response 200: value 1 added. Clients may not understand the new responses.",
    ],
  ],
  "a minimum in a request": [
    ["breaking: request body: minimum 1 added. Requests that were valid are rejected."],
    ["compatible: request body: minimum 1 removed. All requests that were valid are still valid."],
  ],
  "a minimum in a response": [
    ["compatible: response 200: minimum 1 added. Clients understand all responses."],
    ["breaking: response 200: minimum 1 removed. Clients may not understand the new responses."],
  ],
  "a higher minimum in a request": [
    ["breaking: request body: minLength 1 → 2. Requests that were valid are rejected."],
    ["compatible: request body: minLength 2 → 1. All requests that were valid are still valid."],
  ],
  "a higher minimum in a response": [
    ["compatible: response 200: minLength 1 → 2. Clients understand all responses."],
    ["breaking: response 200: minLength 2 → 1. Clients may not understand the new responses."],
  ],
  "a higher maximum in a request": [
    ["compatible: request body: maxItems 1 → 2. All requests that were valid are still valid."],
    ["breaking: request body: maxItems 2 → 1. Requests that were valid are rejected."],
  ],
  "a higher maximum in a response": [
    ["breaking: response 200: maxItems 1 → 2. Clients may not understand the new responses."],
    ["compatible: response 200: maxItems 2 → 1. Clients understand all responses."],
  ],
  "a pattern in a request": [
    ["breaking: request body: pattern ^a added. Requests that were valid are rejected."],
    ["compatible: request body: pattern ^a removed. All requests that were valid are still valid."],
  ],
  "a pattern in a response": [
    ["compatible: response 200: pattern ^a added. Clients understand all responses."],
    ["breaking: response 200: pattern ^a removed. Clients may not understand the new responses."],
  ],
  "another format in a request": [
    ["breaking: request body: format date → date-time. Requests that were valid are rejected."],
    ["breaking: request body: format date-time → date. Requests that were valid are rejected."],
  ],
  "another format in a response": [
    ["breaking: response 200: format date → date-time. Clients may not understand the new responses."],
    ["breaking: response 200: format date-time → date. Clients may not understand the new responses."],
  ],
  "unique items in a request": [
    ["breaking: request body: uniqueItems true added. Requests that were valid are rejected."],
    ["compatible: request body: uniqueItems true removed. All requests that were valid are still valid."],
  ],
  "unique items in a response": [
    ["compatible: response 200: uniqueItems true added. Clients understand all responses."],
    ["breaking: response 200: uniqueItems true removed. Clients may not understand the new responses."],
  ],
  "the type of items in a request": [
    ['breaking: request body value "[]": type string → integer. Requests that were valid are rejected.'],
    ['breaking: request body value "[]": type integer → string. Requests that were valid are rejected.'],
  ],
  "the type of items in a response": [
    [
      'breaking: response 200 value "[]": type string → integer. Clients may not understand the new responses.',
    ],
    [
      'breaking: response 200 value "[]": type integer → string. Clients may not understand the new responses.',
    ],
  ],
  "other properties in a request": [
    ["compatible: request body: other properties allowed. All requests that were valid are still valid."],
    ["breaking: request body: other properties no longer allowed. Requests that were valid are rejected."],
  ],
  "other properties in a response": [
    ["compatible: response 200: other properties allowed. Clients ignore it."],
    ["compatible: response 200: other properties no longer allowed. Clients understand all responses."],
  ],
  "the type of other properties in a request": [
    [
      'compatible: request body value "*": type string → string or null. All requests that were valid are still valid.',
    ],
    [
      'breaking: request body value "*": type string or null → string. Requests that were valid are rejected.',
    ],
  ],
  "the type of other properties in a response": [
    [
      'breaking: response 200 value "*": type string → string or null. Clients may not understand the new responses.',
    ],
    ['compatible: response 200 value "*": type string or null → string. Clients understand all responses.'],
  ],
  "an alternative in a request": [
    ["compatible: request body: alternative boolean added. All requests that were valid are still valid."],
    ["breaking: request body: alternative boolean removed. Requests that were valid are rejected."],
  ],
  "an alternative in a response": [
    ["breaking: response 200: alternative boolean added. Clients may not understand the new responses."],
    ["compatible: response 200: alternative boolean removed. Clients understand all responses."],
  ],
  "a property of an alternative in a request": [
    [
      'compatible: optional request body property "size" added. All requests that were valid are still valid.',
    ],
    [
      'breaking: request body property "size" removed. The API rejects or ignores the values that clients send.',
    ],
  ],
  "a property of an alternative in a response": [
    ['compatible: response 200 property "size" added. Clients ignore it.'],
    ['breaking: response 200 property "size" removed. Clients that read the value fail.'],
  ],
  "an alternative of an object in a request": [
    ["compatible: request body: alternative added. All requests that were valid are still valid."],
    ["breaking: request body: alternative removed. Requests that were valid are rejected."],
  ],
  "an alternative of an object in a response": [
    ["breaking: response 200: alternative added. Clients may not understand the new responses."],
    ["compatible: response 200: alternative removed. Clients understand all responses."],
  ],
  "a condition in a request": [
    ["breaking: request body: condition added. Requests that were valid are rejected."],
    ["compatible: request body: condition removed. All requests that were valid are still valid."],
  ],
  "a condition in a response": [
    ["compatible: response 200: condition added. Clients understand all responses."],
    ["breaking: response 200: condition removed. Clients may not understand the new responses."],
  ],
  "an excluded value in a request": [
    ['breaking: request body: condition "not" added. Requests that were valid are rejected.'],
    ['compatible: request body: condition "not" removed. All requests that were valid are still valid.'],
  ],
  "an excluded value in a response": [
    ['compatible: response 200: condition "not" added. Clients understand all responses.'],
    ['breaking: response 200: condition "not" removed. Clients may not understand the new responses.'],
  ],
  "a pattern of names in a request": [
    [
      'breaking: request body: condition "patternProperties ^a" added. Requests that were valid are rejected.',
    ],
    [
      'compatible: request body: condition "patternProperties ^a" removed. All requests that were valid are still valid.',
    ],
  ],
  "a pattern of names in a response": [
    ['compatible: response 200: condition "patternProperties ^a" added. Clients understand all responses.'],
    [
      'breaking: response 200: condition "patternProperties ^a" removed. Clients may not understand the new responses.',
    ],
  ],
};
