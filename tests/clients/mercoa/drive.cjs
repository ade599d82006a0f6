// Drives the Payments dialect with the published client.
// Usage: node drive.cjs <address of the server> <API token>
// Writes every exchange as JSON: what was called, what went over the wire, what the client made of it, and what a strict reader of
// its own types would not have taken. The published components are such readers.
'use strict';

const { MercoaClient } = require('@mercoa/javascript');
const serialization = require('@mercoa/javascript/serialization');

const [address, token] = process.argv.slice(2);
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
const clientOf = (bearer) => new MercoaClient({ baseUrl: address, token: bearer });
const client = clientOf(token);

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

async function makeEntities() {
    const entity = (name, isPayee) => ({
        foreignId: `${name}/1`, accountType: 'business', isCustomer: !isPayee, isPayor: !isPayee, isPayee,
        profile: { business: { legalBusinessName: name, email: `${name}@example.test`.toLowerCase(), taxId: { ein: { number: '12-3456789' } } } },
    });
    const payer = await call('make payer', () => client.entity.create(entity('Payer', false), once));
    const vendor = await call('make vendor', () => client.entity.create(entity('Vendor', true), once));
    await call('entity by foreign id', () => client.entity.get('Payer/1', {}, once));
    await call('change entity', () => client.entity.update(payer.id, { profile: { business: { legalBusinessName: 'Payer Ltd' } } }, once));
    await call('entities', () => client.entity.find({ isCustomer: true, limit: 10 }, once));
    await call('unknown entity', () => client.entity.get('nobody', {}, once));
    await call('add payee', () => client.entity.counterparty.addPayees(payer.id, { payees: ['Vendor/1'] }, once));
    await call('payees', () => client.entity.counterparty.findPayees(payer.id, { paymentMethods: true, invoiceMetrics: true, networkType: ['ENTITY'] }, once));
    return { payer, vendor };
}

async function keepUsers(entity) {
    const user = await call('make user', () => client.entity.user.create(entity, { foreignId: 'jo/1', email: 'jo@example.test', name: 'Jo', roles: ['admin'] }, once));
    await call('same foreign id', () => client.entity.user.create(entity, { foreignId: 'jo/1' }, once));
    await call('user by foreign id', () => client.entity.user.get(entity, 'jo/1', once));
    await call('change user', () => client.entity.user.update(entity, user.id, { roles: ['admin', 'approver'] }, once));
    await call('users', () => client.entity.user.find(entity, { role: ['approver', 'payer'], name: 'jo', limit: 100 }, once));
    const other = await call('make another user', () => client.entity.user.create(entity, {}, once));
    await call('first user', () => client.entity.user.find(entity, { limit: 1 }, once));
    await call('next user', () => client.entity.user.find(entity, { limit: 1, startingAfter: other.id }, once));
    await call('delete user', () => client.entity.user.delete(entity, other.id, once));
    return user;
}

async function describeOrganization() {
    await call('change organization', () => client.organization.update({
        name: 'Platform', supportEmail: 'help@example.test', colorScheme: { primaryColor: '#336699' },
        metadataSchema: [{ key: 'project', displayName: 'Project', type: 'STRING', validationRules: { type: 'regex', regex: '.*', errorMessage: 'no' } }],
        rolePermissions: { admin: ['invoice.all', 'paymentMethod.all'], approver: ['invoice.view.all'] },
    }, once));
    await call('organization', () => client.organization.get({
        paymentMethods: true, emailProvider: true, externalAccountingSystemProvider: true, colorScheme: true, payeeOnboardingOptions: true, payorOnboardingOptions: true,
        metadataSchema: true, notificationEmailTemplate: true, rolePermissions: true, customDomains: true,
    }, once));
}

async function pay({ payer, vendor }, user) {
    const source = await call('make bank account', () => client.entity.paymentMethod.create(payer.id, {
        type: 'bankAccount', routingNumber: '021000021', accountNumber: '99988767623', accountType: 'CHECKING', accountName: 'Operations', defaultSource: true,
    }, once));
    const destination = await call('make check address', () => client.entity.paymentMethod.create(vendor.id, {
        type: 'check', payToTheOrderOf: 'Vendor', addressLine1: '1 Main St', city: 'New York', stateOrProvince: 'NY', postalCode: '10001', country: 'US', defaultDestination: true,
    }, once));
    await call('payment methods', () => client.entity.paymentMethod.getAll(payer.id, { type: 'bankAccount' }, once));
    await call('schemas', () => client.customPaymentMethodSchema.getAll(once));
    await call('make policy', () => client.entity.approvalPolicy.create(payer.id, {
        trigger: [], rule: { type: 'approver', numApprovers: 1, identifierList: { type: 'rolesList', value: ['approver'] } }, upstreamPolicyId: 'root',
    }, once));
    await call('policies', () => client.entity.approvalPolicy.getAll(payer.id, once));
    const bill = await call('make bill', () => client.invoice.create({
        status: 'DRAFT', creatorEntityId: payer.id, payerId: payer.id, vendorId: vendor.id, amount: 100, currency: 'USD', invoiceNumber: 'INV-1', foreignId: 'bill/1',
        invoiceDate: new Date('2026-01-01T00:00:00Z'), dueDate: new Date('2026-12-31T00:00:00Z'), paymentSourceId: source.id, paymentDestinationId: destination.id,
        lineItems: [{ description: 'Work', amount: 100, quantity: 1, unitPrice: 100, currency: 'USD', metadata: { project: 'a' } }], metadata: { project: 'a' },
    }, once));
    if (bill) {
        await call('submit bill', () => client.invoice.update(bill.id, { status: 'NEW' }, once));
        await call('approve bill', () => client.invoice.approval.approve(bill.id, { userId: user.id, text: 'Fine.' }, once));
        await call('bill by foreign id', () => client.invoice.get('bill/1', {}, once));
        await call('bills', () => client.entity.invoice.find(payer.id, { excludeReceivables: true, status: ['NEW', 'APPROVED'], orderBy: 'CREATED_AT', orderDirection: 'DESC' }, once));
        await call('metrics', () => client.entity.invoice.metrics(payer.id, { groupBy: ['STATUS'], excludeReceivables: true }, once));
        await call('comments', () => client.invoice.comment.getAll(bill.id, once));
        await call('schedule bill', () => client.invoice.update(bill.id, { status: 'SCHEDULED', deductionDate: new Date() }, once));
    }

    const found = await call('transactions', () => client.transaction.find({ payerId: payer.id, status: ['COMPLETED', 'PENDING', 'CREATED'], metadata: [{ key: 'project', value: ['a', 'b'] }] }, once));
    if (found && found.data.length > 0) {
        await call('transaction', () => client.transaction.get(found.data[0].id, once));
    }

    await call('unknown transaction', () => client.transaction.get('trx_0198f000-0000-7000-8000-0000000000aa', once));
}

async function embed(entity, user) {
    const bearer = await call('token', () => client.entity.user.getToken(entity, user.id, { expiresIn: '10m', pages: { approvals: true } }, once));
    await call('token of entity', () => client.entity.getToken(entity, {}, once));
    const embedded = clientOf(bearer);
    await call('organization, embedded', () => embedded.organization.get({ rolePermissions: true }, once));
    await call('entity, embedded', () => embedded.entity.get(entity, {}, once));
    await call('users, embedded', () => embedded.entity.user.find(entity, { limit: 100 }, once));
    await call('organization may not be changed, embedded', () => embedded.organization.update({ name: 'Mine' }, once));
    await call('end tokens', () => client.organization.invalidateTokens({}, once));
    await call('no token any more', () => embedded.organization.get({}, once));
}

(async () => {
    const entities = await makeEntities();
    const user = await keepUsers(entities.payer.id);
    await describeOrganization();
    await pay(entities, user);
    await embed(entities.payer.id, user);
    await call('not offered', () => client.ocr.ocr({ mimeType: 'image/png', image: '' }, once));
    await call('wrong token', () => clientOf('nonsense').organization.get({}, once));
    process.stdout.write(JSON.stringify(exchanges));
})().catch((failure) => {
    process.stderr.write(`${failure.stack}\n`);
    process.exitCode = 1;
});
