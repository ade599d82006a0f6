// What the server refuses, as the client tells it.
'use strict';

const { billOf } = require('./bills.cjs');
const { call, clientOf, must, once } = require('./exchange.cjs');

const unknown = '0198f000-0000-7000-8000-0000000000aa';

async function refuse(client, address, desk, { checked, plain }) {
    const { payer, vendor, stranger, frozen, schema } = desk;
    await call('unknown entity', () => client.entity.get('nobody', {}, once));
    await call('unknown user', () => client.entity.user.get(payer.id, `user_${unknown}`, once));
    await call('unknown method', () => client.entity.paymentMethod.get(payer.id, `pm_${unknown}`, once));
    await call('unknown bill', () => client.invoice.get('nothing', {}, once));
    await call('unknown transaction', () => client.transaction.get(`trx_${unknown}`, once));
    await call('unknown cursor', () => client.transaction.find({ startingAfter: `trx_${unknown}` }, once));
    await call('limit 0', () => client.transaction.find({ limit: 0 }, once));
    await call('limit 101', () => client.transaction.find({ limit: 101 }, once));
    await call('entities, limit 101', () => client.entity.find({ limit: 101 }, once));
    await call('groups, limit 21', () => client.entityGroup.getAll({ limit: 21 }, once));
    await call('no such status', () => client.transaction.find({}, { ...once, queryParams: { status: 'BOGUS' } }));
    await call('foreign id of an entity twice', () => client.entity.create({
        foreignId: 'Vendor/1', accountType: 'business', isCustomer: true, isPayor: true, isPayee: true, profile: { business: { legalBusinessName: 'Again' } },
    }, once));
    await call('foreign id of a bill twice', () => client.invoice.create(billOf(desk, { foreignId: 'bill/1' }), once));
    await call('foreign id of a method twice', () => client.entity.paymentMethod.create(vendor.id, { type: 'custom', schemaId: schema.id, foreignId: 'wire/1', data: { bankName: 'First', number: '55934059697640' } }, once));
    await call('entity without name', () => client.entity.create({ accountType: 'business', isCustomer: true, isPayor: true, isPayee: false, profile: { business: { legalBusinessName: '' } } }, once));
    await call('bad routing number', () => client.entity.paymentMethod.create(payer.id, { type: 'bankAccount', routingNumber: '021000020', accountNumber: '99988767623', accountType: 'CHECKING' }, once));
    await call('custom without its fields', () => client.entity.paymentMethod.create(vendor.id, { type: 'custom', schemaId: schema.id, data: {} }, once));
    await call('schema in use', () => client.customPaymentMethodSchema.delete(schema.id, once));
    await call('policy for nobody', () => client.entity.approvalPolicy.create(payer.id, { trigger: [], rule: { type: 'approver', numApprovers: 0, identifierList: { type: 'rolesList', value: ['x'] } }, upstreamPolicyId: 'root' }, once));
    await call('change what is frozen', () => client.invoice.update(checked.id, { amount: 1 }, once));
    await call('delete what is scheduled', () => client.invoice.delete(checked.id, once));
    await call('approve what is approved', () => client.invoice.approval.approve(checked.id, { userId: desk.admin.id }, once));
    await call('schedule what is paid', () => client.invoice.update(plain.id, { status: 'SCHEDULED', deductionDate: new Date() }, once));

    const waiting = await must('make bill that waits', () => client.invoice.create(billOf(desk, { status: 'NEW', invoiceNumber: 'INV-4' }), once));
    await call('approve as a stranger', () => client.invoice.approval.approve(waiting.id, { userId: stranger.id }, once));
    await call('approve as nobody', () => client.invoice.approval.approve(waiting.id, { userId: 'nobody' }, once));
    await call('schedule what waits for approval', () => client.invoice.update(waiting.id, { status: 'SCHEDULED', deductionDate: new Date() }, once));
    await call('reject bill', () => client.invoice.approval.reject(waiting.id, { userId: 'jo/1', text: 'No.' }, once));
    await call('approve what is rejected', () => client.invoice.approval.approve(waiting.id, { userId: desk.approver.id }, once));

    const iced = await must('make bill from a frozen account', () => client.invoice.create(billOf(desk, { invoiceNumber: 'INV-5', amount: 10, paymentSourceId: frozen.id }), once));
    await call('submit from a frozen account', () => client.invoice.update(iced.id, { status: 'NEW' }, once));
    await call('pay from a frozen account', () => client.invoice.update(iced.id, { status: 'SCHEDULED', deductionDate: new Date() }, once));
    await call('not offered', () => client.ocr.ocr({ mimeType: 'image/png', image: '' }, once));
    await call('wrong token', () => clientOf(address, 'nonsense').organization.get({}, once));
    await call('other version', () => client.organization.get({}, { ...once, headers: { 'x-api-version': '2020-01-01' } }));
}

module.exports = { refuse };
