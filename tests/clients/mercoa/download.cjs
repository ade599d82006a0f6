// Downloads transactions with the published client, and follows the links as a browser does: whoever has one needs no token.
// Usage: node download.cjs <address of the server> <API token>
'use strict';

const { clientOf, follow, must, once, run } = require('./exchange.cjs');

const [address, token] = process.argv.slice(2);
const client = clientOf(address, token);

run(async () => {
    const found = await must('transactions', () => client.transaction.find({ limit: 100 }, once));
    const requests = { CSV: { format: 'CSV' }, JSON: { format: 'JSON' }, default: {}, filtered: { format: 'JSON', transactionId: found.data[1].id } };
    const links = {};
    for (const [name, request] of Object.entries(requests)) {
        const { url, mimeType } = await must(`download ${name}`, () => client.transaction.download(request, once));
        links[name] = { mimeType, ...(await follow(url)) };
    }

    return links;
});
