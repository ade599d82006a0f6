// Drives the Payments dialect with the published client: everything up to scheduled bills, and what is refused on the way.
// Usage: node drive.cjs <address of the server> <API token>
// Writes JSON: the exchanges, and the state with which find.cjs goes on once the payments have settled.
'use strict';

const { call, clientOf, must, once, run } = require('./exchange.cjs');
const { approveAndSchedule, writeBills } = require('./bills.cjs');
const { describeOrganization, makeEntities, groupEntities, keepUsers } = require('./entities.cjs');
const { addMethods, estimate } = require('./methods.cjs');
const { refuse } = require('./refusals.cjs');

const [address, token] = process.argv.slice(2);
const client = clientOf(address, token);

async function embed(entity, user) {
    const bearer = await must('token', () => client.entity.user.getToken(entity, user.id, { expiresIn: '10m', pages: { approvals: true } }, once));
    await call('token of entity', () => client.entity.getToken(entity, {}, once));
    const embedded = clientOf(address, bearer);
    await call('organization, embedded', () => embedded.organization.get({ rolePermissions: true }, once));
    await call('entity, embedded', () => embedded.entity.get(entity, {}, once));
    await call('users, embedded', () => embedded.entity.user.find(entity, { limit: 100 }, once));
    await call('organization may not be changed, embedded', () => embedded.organization.update({ name: 'Mine' }, once));
    await call('end tokens', () => client.organization.invalidateTokens({}, once));
    await call('no token any more', () => embedded.organization.get({}, once));
}

run(async () => {
    const desk = await makeEntities(client);
    Object.assign(desk, await keepUsers(client, desk));
    Object.assign(desk, await groupEntities(client, desk));
    await describeOrganization(client);
    Object.assign(desk, await addMethods(client, desk));
    await estimate(client, desk);
    const bills = await writeBills(client, desk);
    await approveAndSchedule(client, desk, bills);
    await refuse(client, address, desk, bills);
    await embed(desk.payer.id, desk.admin);
    return {
        payer: desk.payer.id, vendor: desk.vendor.id, group: desk.group.id, admin: desk.admin.id,
        bills: Object.fromEntries(Object.entries(bills).map(([name, bill]) => [name, bill.id])),
    };
});
