// Bills from the draft to the day on which they are paid.
'use strict';

const { call, must, once } = require('./exchange.cjs');

// The smallest file that is one.
const document = `data:application/pdf;base64,${Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64')}`;

async function makePolicy(client, { payer }) {
    const policy = await must('make policy', () => client.entity.approvalPolicy.create(payer.id, {
        trigger: [{ type: 'amount', amount: 50, currency: 'USD' }],
        rule: { type: 'approver', numApprovers: 2, identifierList: { type: 'rolesList', value: ['approver'] } }, upstreamPolicyId: 'root',
    }, once));
    const below = await must('make policy below', () => client.entity.approvalPolicy.create(payer.id, {
        trigger: [{ type: 'metadata', key: 'project', value: ['never'] }], rule: { type: 'automatic' }, upstreamPolicyId: policy.id,
    }, once));
    await call('policies', () => client.entity.approvalPolicy.getAll(payer.id, once));
    await call('policy', () => client.entity.approvalPolicy.get(payer.id, policy.id, once));
    await call('change policy', () => client.entity.approvalPolicy.update(payer.id, policy.id, { trigger: [{ type: 'amount', amount: 60, currency: 'USD', comparison: 'gte' }] }, once));
    await call('delete policy', () => client.entity.approvalPolicy.delete(payer.id, below.id, once));
}

const billOf = ({ payer, vendor, source, destination, admin }, more) => ({
    status: 'DRAFT', creatorEntityId: payer.id, creatorUserId: admin.id, payerId: payer.id, vendorId: vendor.id, amount: 100, currency: 'USD',
    invoiceDate: new Date('2026-01-01T00:00:00Z'), dueDate: new Date('2026-12-31T00:00:00Z'), paymentSourceId: source.id, paymentDestinationId: destination.id,
    paymentDestinationOptions: { type: 'check', delivery: 'MAIL', printDescription: true }, noteToSelf: 'For January', ...more,
});

async function writeBills(client, desk) {
    await makePolicy(client, desk);
    const checked = await must('make bill', () => client.invoice.create(billOf(desk, {
        invoiceNumber: 'INV-1', foreignId: 'bill/1', metadata: { project: 'a', owner: 'jo' }, document, serviceStartDate: new Date('2026-01-01T00:00:00Z'), serviceEndDate: new Date('2026-01-31T00:00:00Z'),
        lineItems: [
            { description: 'Work', name: 'Hours', amount: 60, quantity: 2, unitPrice: 30, currency: 'USD', category: 'EXPENSE', glAccountId: '600394', metadata: { project: 'a' } },
            { description: 'Travel', amount: 40, quantity: 1, unitPrice: 40, currency: 'USD', glAccountId: '600395' },
        ],
    }), once));
    const wired = await must('make wired bill', () => client.invoice.create(billOf(desk, {
        invoiceNumber: 'INV-2', foreignId: 'bill/2', amount: 59.99, metadata: { project: 'b' }, paymentDestinationId: desk.wire.id, paymentDestinationOptions: undefined,
        lineItems: [{ description: 'Goods', amount: 59.99, quantity: 1, unitPrice: 59.99, currency: 'USD', glAccountId: '600396', metadata: { project: 'b' } }],
    }), once));
    const plain = await must('make plain bill', () => client.invoice.create(billOf(desk, { invoiceNumber: 'INV-3', amount: 12.345, paymentDestinationOptions: undefined }), once));
    await call('documents', () => client.invoice.document.getAll(checked.id, { type: 'INVOICE' }, once));
    await call('add document', () => client.invoice.document.upload(checked.id, { document, type: 'CONTRACT' }, once));
    await call('change line', () => client.invoice.lineItem.update(checked.id, checked.lineItems[0].id, { glAccountId: '600400' }, once));
    await call('comment', () => client.invoice.comment.create(checked.id, { text: 'Please look', userId: desk.admin.id }, once));
    return { checked, wired, plain };
}

async function approveAndSchedule(client, { payer, vendor, admin, approver }, { checked, wired, plain }) {
    await call('submit bill', () => client.invoice.update(checked.id, { status: 'NEW' }, once));
    await call('add approver', () => client.invoice.approval.addApprover(checked.id, { userId: approver.id }, once));
    await call('approve bill', () => client.invoice.approval.approve(checked.id, { userId: 'jo/1', text: 'Fine.' }, once));
    await call('approve twice', () => client.invoice.approval.approve(checked.id, { userId: admin.id }, once));
    await call('half approved bill', () => client.invoice.get(checked.id, {}, once));
    await call('approve bill again', () => client.invoice.approval.approve(checked.id, { userId: approver.id }, once));
    await call('bill by foreign id', () => client.invoice.get('bill/1', {}, once));
    await call('bills', () => client.entity.invoice.find(payer.id, { excludeReceivables: true, status: ['NEW', 'APPROVED'], orderBy: 'CREATED_AT', orderDirection: 'DESC' }, once));
    await call('bills of all', () => client.invoice.find({ vendorId: 'Vendor/1', metadata: [{ key: 'project', value: ['a', 'b'] }], limit: 1 }, once));
    await call('metrics', () => client.entity.invoice.metrics(payer.id, { groupBy: ['STATUS'], excludeReceivables: true }, once));
    await call('payees with metrics', () => client.entity.counterparty.findPayees(payer.id, { counterpartyId: vendor.id, invoiceMetrics: true }, once));
    await call('comments', () => client.invoice.comment.getAll(checked.id, once));
    await call('bill events', () => client.invoice.events(checked.id, { limit: 100 }, once));
    await call('schedule bill', () => client.invoice.update(checked.id, { status: 'SCHEDULED', deductionDate: new Date() }, once));
    await call('submit wired bill', () => client.invoice.update(wired.id, { status: 'NEW' }, once));
    await call('pay wired bill', () => client.invoice.update(wired.id, { status: 'PAID' }, once));
    await call('submit plain bill', () => client.invoice.update(plain.id, { status: 'NEW' }, once));
    await call('print check', () => client.invoice.update(plain.id, { status: 'PAID', paymentDestinationOptions: { type: 'check', delivery: 'PRINT' } }, once));
}

module.exports = { approveAndSchedule, billOf, writeBills };
