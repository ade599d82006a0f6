// Lists the operations of the published client, as JSON: "GET /entity/{}/users" and so on.
// Usage: node operations.cjs
'use strict';

const fs = require('fs');
const path = require('path');

const root = path.join(path.dirname(require.resolve('@mercoa/javascript')), 'api', 'resources');
const operations = fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(path.join('client', 'Client.js'))).flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    return [...text.matchAll(/url: core\.url\.join\(.*MercoaEnvironment\.Production, (?:`([^`]*)`|"([^"]*)")\),\s*method: "([A-Z]+)"/g)]
        .map(([, template, literal, method]) => `${method} /${(template ?? literal).replace(/^\//, '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}')}`);
});

process.stdout.write(JSON.stringify(operations.sort()));
