// Calls of the published client, and a record of each: what went over the wire, what the client made of it, and what a strict reader
// of its own types would not have taken. The published components are such readers.
'use strict';

const { MercoaClient } = require('@mercoa/javascript');
const serialization = require('@mercoa/javascript/serialization');

const exchanges = [];
const wire = globalThis.fetch;
let strict = [];

globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const sent = { method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body: await request.clone().text() };
    const response = await wire(request);
    exchanges.push({ sent, received: { status: response.status, headers: Object.fromEntries(response.headers), body: await response.clone().text() } });
    return response;
};

// The client reads whatever comes; older ones, which the components carry, refuse what is not as their types say.
function readStrictly(types, seen = new Set()) {
    for (const type of Object.values(types)) {
        if (type === null || typeof type !== 'object' || seen.has(type)) {
            continue;
        }

        seen.add(type);
        if (typeof type.parseOrThrow !== 'function') {
            readStrictly(type, seen);
            continue;
        }

        const read = type.parseOrThrow;
        type.parseOrThrow = (raw, options) => {
            const result = type.parse(raw, { ...options, skipValidation: false });
            strict.push(...(result.ok ? [] : result.errors.map((error) => `${error.path.join('.')}: ${error.message}`)));
            return read(raw, options);
        };
    }
}

readStrictly(serialization);

// What is sent twice is told twice, and a status that no client should retry is asked for once.
const once = { maxRetries: 0, timeoutInSeconds: 30 };

const clientOf = (address, bearer) => new MercoaClient({ baseUrl: address, token: bearer });

// Runs one operation and records it under a name that no other has. Answers what the client made of it; nothing where it threw.
async function call(name, operation) {
    const before = exchanges.length;
    strict = [];
    let answer, error;
    try {
        answer = await operation();
    } catch (thrown) {
        error = { type: thrown.constructor.name, message: thrown.message, status: thrown.statusCode, body: thrown.body };
    }

    if (exchanges.length !== before + 1) {
        throw new Error(`${name}: ${exchanges.length - before} requests were sent. ${JSON.stringify(error)}`);
    }

    Object.assign(exchanges[before], { name, answer, error, strict });
    return answer;
}

// The same for what the flow cannot go on without.
async function must(name, operation) {
    const answer = await call(name, operation);
    const { received, error } = exchanges[exchanges.length - 1];
    if (error) {
        throw new Error(`${name}: ${received.status} ${received.body}`);
    }

    return answer;
}

// Fetches a link as a browser does, without the token: not a call of the client, so not recorded.
async function follow(link) {
    const response = await wire(link);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

// Runs a script and writes what was recorded, and what its second half needs to know.
function run(script) {
    script().then((state) => {
        process.stdout.write(JSON.stringify({ exchanges, state: state ?? {} }));
    }).catch((failure) => {
        process.stderr.write(`${failure.stack}\n`);
        process.exitCode = 1;
    });
}

module.exports = { call, clientOf, follow, must, once, run };
