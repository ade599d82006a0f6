// Searches and reads transactions with the published client.
// Usage: node find.cjs <address of the server> <API token> <state that drive.cjs wrote, as JSON>
'use strict';

const { call, clientOf, follow, must, once, run } = require('./exchange.cjs');

const [address, token, text] = process.argv.slice(2);
const client = clientOf(address, token);
const state = JSON.parse(text);

// Every parameter with a value that the bill of the mailed check meets, and one that no bill does.
const questions = {
    entityId: [state.payer, state.vendor],
    entityGroupId: ['group/1', null],
    startDate: [new Date(Date.now() - 400 * 86400e3), new Date('2190-01-01T00:00:00Z')],
    endDate: [new Date('2190-01-01T00:00:00Z'), new Date('2000-01-01T00:00:00Z')],
    search: ['inv-1', 'INV-99'],
    metadata: [{ key: 'project', value: ['a', 'x'] }, { key: 'owner', value: 'NULL' }],
    lineItemMetadata: [[{ key: 'project', value: 'NOT NULL' }, { key: 'project', value: 'none' }], { key: 'project', value: 'b' }],
    lineItemGlAccountId: [['600400', '1'], '600394'],
    payerId: ['Payer/1', state.vendor],
    vendorId: [[state.vendor, state.payer], state.payer],
    invoiceId: ['bill/1', 'bill/0'],
    transactionId: [null, 'trx_0198f000-0000-7000-8000-0000000000aa'],
    status: [['COMPLETED', 'PENDING'], 'REVERSED'],
    transactionType: ['bankAccountToMailedCheck', ['walletToWallet', 'cardToWallet']],
    creatorUserId: ['whoever', null],
};

async function searchByEach(check) {
    for (const [name, [met, unmet]] of Object.entries(questions)) {
        await call(`met ${name}`, () => client.transaction.find({ [name]: met ?? check.id, limit: 100 }, once));
        if (unmet !== null) {
            await call(`unmet ${name}`, () => client.transaction.find({ [name]: unmet, limit: 100 }, once));
        }
    }

    const all = Object.fromEntries(Object.entries(questions).map(([name, [met]]) => [name, met ?? check.id]));
    await call('met by all', () => client.transaction.find({ ...all, limit: 1 }, once));
    for (const [name, [, unmet]] of Object.entries(questions).filter(([, [, other]]) => other !== null)) {
        await call(`all but ${name}`, () => client.transaction.find({ ...all, [name]: unmet }, once));
    }

    await call('search its number', () => client.transaction.find({ search: String(check.checkNumber) }, once));
    for (const term of ['vendor', '10000', '100.00', 'nv-', '%', '']) {
        await call(`search ${term}`, () => client.transaction.find({ search: term }, once));
    }
}

async function page() {
    const first = await must('first page', () => client.transaction.find({ limit: 2 }, once));
    await call('next page', () => client.transaction.find({ limit: 2, startingAfter: first.data[1].id }, once));
}

run(async () => {
    const found = await must('transactions', () => client.transaction.find(undefined, once));
    const check = found.data.find((transaction) => transaction.type === 'bankAccountToMailedCheck');
    await call('transaction', () => client.transaction.get(check.id, once));
    await call('transaction without its prefix', () => client.transaction.get(check.id.slice('trx_'.length), once));
    await searchByEach(check);
    await page();
    await call('paid bill', () => client.invoice.get('bill/1', {}, once));
    const [document] = await must('document of the bill', () => client.invoice.document.getAll(state.bills.checked, { type: 'INVOICE' }, once));
    return { document: await follow(document.uri) };
});
