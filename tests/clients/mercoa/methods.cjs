// Payment methods of all seven types, schemas of custom ones, and estimates.
'use strict';

const { call, must, once } = require('./exchange.cjs');

const check = { type: 'check', payToTheOrderOf: 'Vendor', addressLine1: '1 Main St', addressLine2: 'Apt 1', city: 'New York', stateOrProvince: 'NY', postalCode: '10001', country: 'US' };

async function makeSchema(client) {
    const schema = await must('make schema', () => client.customPaymentMethodSchema.create({
        name: 'Wire', isSource: false, isDestination: true, supportedCurrencies: ['USD', 'EUR'], estimatedProcessingTime: 1, maxAmount: 100000, minAmount: 1,
        fields: [
            { name: 'bankName', type: 'text', optional: false, useAsAccountName: true },
            { name: 'number', type: 'usBankAccountNumber', optional: false, useAsAccountNumber: true },
            { name: 'speed', displayName: 'Speed', type: 'select', optional: true, options: ['fast', 'slow'] },
        ],
    }, once));
    await call('schemas', () => client.customPaymentMethodSchema.getAll(once));
    await call('schema', () => client.customPaymentMethodSchema.get(schema.id, once));
    const unused = await must('make schema that goes', () => client.customPaymentMethodSchema.create({ name: 'Barter', isSource: true, isDestination: true, fields: [] }, once));
    await call('change schema', () => client.customPaymentMethodSchema.update(unused.id, { name: 'Swap', isSource: true, isDestination: true, fields: [{ name: 'what', type: 'text', optional: true }] }, once));
    await call('delete schema', () => client.customPaymentMethodSchema.delete(unused.id, once));
    return schema;
}

async function addMethods(client, { payer, vendor }) {
    const add = (name, entity, method) => must(name, () => client.entity.paymentMethod.create(entity.id, method, once));
    const schema = await makeSchema(client);
    const source = await add('make bank account', payer, {
        type: 'bankAccount', routingNumber: '021000021', accountNumber: '99988767623', accountType: 'CHECKING', accountName: 'Operations', defaultSource: true,
        metadata: { ledger: '1000' }, externalAccountingSystemId: 'bank-1', checkOptions: { enabled: true, initialCheckNumber: 4005, signatoryName: 'Jo Doe' },
    });
    const destination = await add('make check address', vendor, { ...check, defaultDestination: true });
    const wire = await add('make custom', vendor, { type: 'custom', schemaId: schema.id, foreignId: 'wire/1', data: { bankName: 'First', number: '55934059697648' }, availableBalance: 12.5 });
    await add('make card', payer, { type: 'card', cardType: 'credit', cardBrand: 'Visa', lastFour: '4242', expMonth: '12', expYear: '2030', token: 'tok_1' });
    await add('make utility', vendor, { type: 'utility', utilityId: 'power-1' });
    await add('make off platform', vendor, { type: 'offPlatform' });
    const wallet = await add('make wallet', payer, { type: 'wallet' });
    const frozen = await add('make frozen account', payer, { type: 'bankAccount', routingNumber: '021000021', accountNumber: '99988767624', accountType: 'SAVINGS', frozen: true });
    const gone = await add('make account that goes', payer, { type: 'bankAccount', routingNumber: '021000021', accountNumber: '99988767625', accountType: 'CHECKING' });
    await call('delete method', () => client.entity.paymentMethod.delete(payer.id, gone.id, once));
    await call('method', () => client.entity.paymentMethod.get(payer.id, source.id, once));
    await call('method by foreign id', () => client.entity.paymentMethod.get(vendor.id, 'wire/1', once));
    await call('change account', () => client.entity.paymentMethod.update(payer.id, source.id, { type: 'bankAccount', accountName: 'Main', defaultSource: true }, once));
    await call('change custom', () => client.entity.paymentMethod.update(vendor.id, wire.id, { type: 'custom', data: { bankName: 'Second', number: '55934059697649', speed: 'fast' } }, once));
    await call('payment methods', () => client.entity.paymentMethod.getAll(payer.id, { type: ['bankAccount', 'card'] }, once));
    await call('all payment methods', () => client.paymentMethods.find({ type: ['bankAccount', 'wallet'], entityId: [payer.id, 'Vendor/1'], limit: 2 }, once));
    await call('wallet balance', () => client.entity.paymentMethod.wallet.getWalletBalance(payer.id, wallet.id, once));
    return { source, destination, wire, wallet, frozen, schema };
}

async function estimate(client, { source, destination }) {
    const options = { type: 'check', delivery: 'MAIL', printDescription: true };
    await call('fees', () => client.calculate.fee({ amount: 100, paymentSourceId: source.id, paymentDestinationId: destination.id, paymentDestinationOptions: options }, once));
    await call('timing', () => client.calculate.paymentTiming({ estimatedDeductionDate: new Date(), paymentSourceId: source.id, paymentDestinationId: destination.id, paymentDestinationOptions: options }, once));
    await call('bank', () => client.bankLookup.find({ routingNumber: '021000021' }, once));
    await call('no bank', () => client.bankLookup.find({ routingNumber: '021000020' }, once));
}

module.exports = { addMethods, estimate };
