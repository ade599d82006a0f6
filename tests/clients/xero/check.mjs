// Holds recorded exchanges against Xero's OpenAPI file: node check.mjs FILE
// FILE is a list of {method, path, status, request, answer}; the last two are JSON as text, or null.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv').default ?? require('ajv');
const read = () => JSON.parse(fs.readFileSync(new URL('openapi/accounting.json', import.meta.url)));

// What Xero's own examples have beside what the schemas name.
const alsoAnswered = ['Id', 'Status', 'ProviderName', 'DateTimeUTC', 'DateString', 'DueDateString', 'ValidationErrors'];

// The schemas forbid no other fields, so that a misspelt one would pass; here every schema has only its own.
const closed = alsoAllowed => {
  const document = read();
  for (const schema of Object.values(document.components.schemas)) {
    if (schema.properties) {
      schema.properties = { ...Object.fromEntries(alsoAllowed.map(name => [name, {}])), ...schema.properties };
      schema.additionalProperties = false;
    }
  }
  return compiler(document);
};
const compiler = document => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'xero', ...document });
  const compiled = new Map();
  return ref => compiled.get(ref) ?? compiled.set(ref, ajv.compile({ $ref: `xero${ref}` })).get(ref);
};
const [ofRequests, ofAnswers, ofErrors] = [closed([]), closed(alsoAnswered), compiler(read())];
const paths = read().paths;

const operationOf = (method, path) => {
  const parts = path.split('/');
  const [, operations] = Object.entries(paths).find(([template]) => {
    const named = template.split('/');
    return named.length === parts.length && named.every((part, at) => part.startsWith('{') || part === parts[at]);
  }) ?? [];
  return operations?.[method.toLowerCase()];
};
const faults = [];
const counts = { requests: 0, answers: 0, refusals: 0 };
const hold = (what, text, schema, validatorOf, count) => {
  if (!schema?.$ref) {
    faults.push(`${what}: Xero describes no such body`);
    return;
  }
  const validate = validatorOf(schema.$ref);
  counts[count]++;
  if (!validate(JSON.parse(text))) {
    faults.push(...validate.errors.map(error => `${what}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`));
  }
};

for (const { method, path, status, request, answer } of JSON.parse(fs.readFileSync(process.argv[2]))) {
  const what = `${method} ${path} ${status}`;
  const operation = operationOf(method, path);
  if (!operation) {
    faults.push(`${what}: Xero has no such operation`);
    continue;
  }
  if (request) {
    hold(`${what} request`, request, operation.requestBody?.content['application/json'].schema, ofRequests, 'requests');
  }
  if (status === 200) {
    hold(`${what} answer`, answer, operation.responses['200'].content['application/json'].schema, ofAnswers, 'answers');
  } else if (status === 400) {
    hold(`${what} answer`, answer, { $ref: '#/components/schemas/Error' }, ofErrors, 'refusals');
  } else if (status !== 404) {
    faults.push(`${what}: not an answer of this kind`);
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(JSON.stringify(counts));
