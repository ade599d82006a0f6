// Entities, their people and groups, counterparties, and the organization itself.
'use strict';

const { call, must, once } = require('./exchange.cjs');

async function makeEntities(client) {
    const entity = (name, isPayee) => ({
        foreignId: `${name}/1`, accountType: 'business', isCustomer: !isPayee, isPayor: !isPayee, isPayee, metadata: { region: 'east' },
        profile: {
            business: {
                legalBusinessName: name, email: `${name}@example.test`.toLowerCase(), businessType: 'llc', taxId: { ein: { number: '12-3456789' } },
                phone: { countryCode: '1', number: '4155551234' }, website: 'http://www.example.test', description: 'Goods', doingBusinessAs: name,
                address: { addressLine1: '123 Main St', addressLine2: 'Unit 1', city: 'San Francisco', stateOrProvince: 'CA', postalCode: '94105', country: 'US' },
                formationDate: new Date('2020-02-03T00:00:00Z'), industryCodes: { mcc: '5999' }, averageMonthlyTransactionVolume: 1000, averageTransactionSize: 10.5, maxTransactionSize: 500,
            },
        },
    });
    const payer = await must('make payer', () => client.entity.create(entity('Payer', false), once));
    const vendor = await must('make vendor', () => client.entity.create(entity('Vendor', true), once));
    const person = await must('make person', () => client.entity.create({
        accountType: 'individual', isCustomer: false, isPayor: false, isPayee: true,
        profile: { individual: { name: { firstName: 'Ann', lastName: 'Lee', suffix: 'Jr.' }, email: 'ann@example.test', birthDate: { day: '2', month: '3', year: '1980' }, governmentId: { ssn: '123-45-6789' } } },
    }, once));
    await call('make copy', () => client.entity.create({ createFromId: 'Vendor/1', foreignId: 'copy' }, once));
    await call('entity by foreign id', () => client.entity.get('Payer/1', { returnMetadata: ['region'] }, once));
    await call('change entity', () => client.entity.update(payer.id, { profile: { business: { legalBusinessName: 'Payer Ltd' } } }, once));
    await call('entities', () => client.entity.find({
        isCustomer: true, isPayor: true, limit: 10, paymentMethods: true, foreignId: ['Payer/1', 'Vendor/1'], status: ['unverified', 'pending'], search: 'payer', metadata: { key: 'region', value: 'east' }, returnMetadata: ['region'],
    }, once));
    await call('accept terms', () => client.entity.acceptTermsOfService(payer.id, once));
    await call('verify entity', () => client.entity.initiateKyb(payer.id, once));
    await call('entity events', () => client.entity.events(payer.id, { limit: 2 }, once));
    await call('offer metadata', () => client.entity.metadata.update(payer.id, 'project', ['a', 'b'], once));
    await call('offered metadata', () => client.entity.metadata.getAll(payer.id, once));
    await call('add payee', () => client.entity.counterparty.addPayees(payer.id, {
        payees: ['Vendor/1', person.id], customizations: [{ counterpartyId: 'Vendor/1', accounts: [{ accountId: '85866843', postalCode: '94105', nameOnAccount: 'John Doe' }] }],
    }, once));
    await call('hide payee', () => client.entity.counterparty.hidePayees(payer.id, { payees: [person.id] }, once));
    await call('payees', () => client.entity.counterparty.findPayees(payer.id, { paymentMethods: true, invoiceMetrics: true, networkType: ['ENTITY'] }, once));
    await call('payors', () => client.entity.counterparty.findPayors(vendor.id, { search: 'payer', limit: 1 }, once));
    return { payer, vendor, person };
}

async function keepUsers(client, { payer }) {
    const entity = payer.id;
    const admin = await must('make user', () => client.entity.user.create(entity, { foreignId: 'jo/1', email: 'jo@example.test', name: 'Jo', roles: ['admin'] }, once));
    await call('same foreign id', () => client.entity.user.create(entity, { foreignId: 'jo/1' }, once));
    await call('user by foreign id', () => client.entity.user.get(entity, 'jo/1', once));
    await call('change user', () => client.entity.user.update(entity, admin.id, { roles: ['admin', 'approver'] }, once));
    await call('users', () => client.entity.user.find(entity, { role: ['approver', 'payer'], name: 'jo', limit: 100 }, once));
    const approver = await must('make another user', () => client.entity.user.create(entity, { name: 'Kim', roles: ['approver'] }, once));
    await call('first user', () => client.entity.user.find(entity, { limit: 1 }, once));
    await call('next user', () => client.entity.user.find(entity, { limit: 1, startingAfter: approver.id }, once));
    const gone = await must('make user who goes', () => client.entity.user.create(entity, {}, once));
    await call('delete user', () => client.entity.user.delete(entity, gone.id, once));
    const stranger = await must('make user without role', () => client.entity.user.create(entity, { name: 'Sam' }, once));
    return { admin, approver, stranger };
}

async function groupEntities(client, { payer, vendor }) {
    const group = await must('make group', () => client.entityGroup.create({ name: 'North', foreignId: 'group/1', entityIds: [payer.id], metadata: { area: 'n' } }, once));
    await call('group by foreign id', () => client.entityGroup.get('group/1', {}, once));
    await call('change group', () => client.entityGroup.update(group.id, { name: 'North West' }, once));
    await call('add to group', () => client.entityGroup.addEntities(group.id, { entityIds: [vendor.id] }, once));
    await call('remove from group', () => client.entityGroup.removeEntities(group.id, { entityIds: ['Vendor/1'] }, once));
    await call('groups', () => client.entityGroup.getAll({ search: 'north', limit: 20 }, once));
    return { group };
}

async function describeOrganization(client) {
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

module.exports = { describeOrganization, groupEntities, keepUsers, makeEntities };
