// Drives the Accounting dialect with the published React client's own functions, without React.
// Usage: node drive.cjs <address of the server> <client id> <client secret> <entity id> <platform>
// Writes every exchange as JSON: what was called, what went over the wire, what the client made of it.
'use strict';

const { createAPIClient } = require('@monite/sdk-react');
const { MoniteSDK } = require('@monite/sdk-api');

const [address, clientId, clientSecret, entityId, platform] = process.argv.slice(2);
const baseUrl = `${address}/v1`;
const exchanges = [];
const wire = globalThis.fetch;

// The client hides statuses, so the wire is listened to.
globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const sent = { method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body: await request.clone().text() };
    const response = await wire(request);
    exchanges.push({ sent, received: { status: response.status, headers: Object.fromEntries(response.headers), body: await response.clone().text() } });
    return response;
};

const { api, requestFn } = createAPIClient({ entityId });
let token;

async function call(name, service, operation, options = {}) {
    const request = { baseUrl, headers: token ? { Authorization: `Bearer ${token}` } : {}, ...options };
    let answer, error;
    try {
        answer = await api[service][operation](request, requestFn);
    } catch (thrown) {
        error = thrown instanceof Error ? { thrown: String(thrown) } : thrown;
    }

    Object.assign(exchanges[exchanges.length - 1], { name, answer, error });
    return answer;
}

const path = (names) => ({ parameters: { path: names } });
const query = (names) => ({ parameters: { query: names } });

async function getToken() {
    const wrong = { client_id: clientId, client_secret: 'wrong', grant_type: 'client_credentials' };
    await call('wrong secret', 'auth', 'postAuthToken', { body: wrong });
    token = (await call('token', 'auth', 'postAuthToken', { body: { ...wrong, client_secret: clientSecret } })).access_token;
}

async function connect() {
    const connections = 'accountingConnections';
    await call('no connection', connections, 'getAccountingConnections');
    for (const [name, options] of [['platform', { body: { platform } }], ['empty body', {}]]) {
        const made = await call(`connect: ${name}`, connections, 'postAccountingConnections', options);
        if (made) {
            const id = path({ connection_id: made.id });
            await call(`connect again: ${name}`, connections, 'postAccountingConnections', options);
            await call(`connection: ${name}`, connections, 'getAccountingConnectionsId', id);
            await call(`sync: ${name}`, connections, 'postAccountingConnectionsIdSync', id);
            await call(`disconnect: ${name}`, connections, 'postAccountingConnectionsIdDisconnect', id);
        }
    }

    // The generic clients send neither a body nor a content type.
    const made = await (await fetch(`${baseUrl}/accounting_connections`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'x-monite-version': '2024-01-31', 'x-monite-entity-id': entityId },
    })).json();
    exchanges[exchanges.length - 1].name = 'connect: no body';
    await call('disconnect: no body', connections, 'postAccountingConnectionsIdDisconnect', path({ connection_id: made.id }));
    await call('connections', connections, 'getAccountingConnections');
    await call('unknown connection', connections, 'getAccountingConnectionsId', path({ connection_id: '0198f000-0000-7000-8000-0000000000aa' }));
    await call('malformed connection', connections, 'getAccountingConnectionsId', path({ connection_id: 'nonsense' }));
}

async function read() {
    await call('records', 'accountingSyncedRecords', 'getAccountingSyncedRecords', query({
        object_type: 'bill', object_id__in: [entityId, clientId], limit: 50, order: 'desc', sort: 'updated_at',
    }));
    await call('records without object type', 'accountingSyncedRecords', 'getAccountingSyncedRecords', query({ limit: 50 }));
    await call('unknown record', 'accountingSyncedRecords', 'postAccountingSyncedRecordsIdPush', path({ synced_record_id: entityId }));
    await call('tax rates', 'accountingTaxRates', 'getAccountingTaxRates', query({ limit: 10 }));
    await call('ledger accounts', 'ledgerAccounts', 'getLedgerAccounts', query({ limit: 10, sort: 'name' }));
    await call('payables over there', 'accounting', 'getAccountingPayables', query({ limit: 10, offset: 0 }));
}

async function subscribe() {
    const subscriptions = 'webhookSubscriptions';
    const made = await call('subscribe', subscriptions, 'postWebhookSubscriptions', { body: { object_type: 'payable', url: 'https://hooks.example.test/', event_types: ['approved'] } });
    const id = path({ webhook_subscription_id: made.id });
    await call('subscriptions', subscriptions, 'getWebhookSubscriptions', query({ limit: 1 }));
    await call('subscription', subscriptions, 'getWebhookSubscriptionsId', id);
    await call('change subscription', subscriptions, 'patchWebhookSubscriptionsId', { ...id, body: { event_types: [] } });
    await call('change nothing known', subscriptions, 'patchWebhookSubscriptionsId', { ...id, body: { retries: 3 } });
    await call('disable', subscriptions, 'postWebhookSubscriptionsIdDisable', id);
    await call('enable', subscriptions, 'postWebhookSubscriptionsIdEnable', id);
    await call('another secret', subscriptions, 'postWebhookSubscriptionsIdRegenerateSecret', id);
    await call('end subscription', subscriptions, 'deleteWebhookSubscriptionsId', id);
    const events = await call('events', 'events', 'getEvents', query({ object_type: 'payable', limit: 1 }));
    await call('event', 'events', 'getEventsId', path({ event_id: events.data[0].id }));
    await call('next events', 'events', 'getEvents', query({ pagination_token: events.next_pagination_token }));
    await call('deliveries', 'webhookDeliveries', 'getWebhookDeliveries', query({ object_type: 'payable' }));
}

async function readPayables() {
    const sdk = new MoniteSDK({ apiUrl: baseUrl, entityId, fetchToken: async () => ({ access_token: token, token_type: 'Bearer', expires_in: 1800 }) });
    const before = exchanges.length;
    let answer, error;
    try {
        answer = await sdk.api.payable.getList('asc', 10);
    } catch (thrown) {
        error = String(thrown);
    }

    Object.assign(exchanges[before] ?? {}, { name: 'payables by MoniteSDK', answer, error });
}

(async () => {
    await getToken();
    await connect();
    await read();
    await subscribe();
    await readPayables();
    await call('give token back', 'auth', 'postAuthRevoke', { body: { client_id: clientId, client_secret: clientSecret, token } });
    await call('no token any more', 'accountingConnections', 'getAccountingConnections');
    process.stdout.write(JSON.stringify(exchanges));
})().catch((failed) => {
    process.stderr.write(`${failed.stack}\n${JSON.stringify(exchanges.slice(-2), null, 1)}`);
    process.exitCode = 1;
});
