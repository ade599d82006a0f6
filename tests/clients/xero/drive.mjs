// Drives the fake Xero with xero-node, Xero's own client: node drive.mjs ADDRESS CLIENT_ID CLIENT_SECRET TENANT_ID
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { XeroClient } = require('xero-node');
const { Issuer } = require('openid-client');
const [address, clientId, clientSecret, tenant] = process.argv.slice(2);
const api = `${address}/api.xro/2.0`;
const redirectUri = 'https://pay.example/callback';
const scopes = 'offline_access accounting.invoices accounting.payments accounting.contacts accounting.settings.read'.split(' ');

// The client asks Xero's own host where things are; here it is told.
const xero = new XeroClient({ clientId, clientSecret, redirectUris: [redirectUri], scopes, state: 'the-state' });
const issuer = new Issuer({
  issuer: 'https://identity.xero.com',
  authorization_endpoint: `${address}/identity/connect/authorize`,
  token_endpoint: `${address}/connect/token`,
  revocation_endpoint: `${address}/connect/revocation`,
});
xero.openIdClient = new issuer.Client({ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] });

// Consent, tokens, connections.
const sent = await fetch(await xero.buildConsentUrl(), { redirect: 'manual' });
assert.equal(sent.status, 302);
const first = await xero.apiCallback(sent.headers.get('location'));
assert.equal(first.expires_in, 1800);
const second = await xero.refreshToken();
assert.notEqual(second.refresh_token, first.refresh_token);
const connections = (await xero.queryApi('GET', `${address}/connections`)).body;
assert.deepEqual(connections.map(one => [one.tenantId, one.tenantType]), [[tenant, 'ORGANISATION']]);

const books = xero.accountingApi;
books.basePath = api;
const statusOf = async call => {
  try {
    await call();
    return 200;
  } catch (error) {
    const told = typeof error === 'string' ? JSON.parse(error) : error;
    return { status: told.response.statusCode ?? told.response.status, body: told.body ?? told.response.body };
  }
};
const wordsOf = refusal => refusal.body.Elements.flatMap(one => one.ValidationErrors.map(error => error.Message)).join(' ');

// Settings.
const organisation = (await books.getOrganisations(tenant)).body.organisations[0];
assert.equal(organisation.organisationID, tenant);
const accounts = (await books.getAccounts(tenant, undefined, 'Type=="BANK"')).body.accounts;
assert.deepEqual(accounts.map(account => account.code), ['090']);
const rates = (await books.getTaxRates(tenant)).body.taxRates;
assert.equal(rates.find(rate => rate.taxType === 'INPUT2').effectiveRate, 20);

// A contact.
const contact = { name: 'ACME "Ltd"', contactNumber: 'biz_1', emailAddress: 'ap@acme.example' };
const vendor = (await books.createContacts(tenant, { contacts: [contact] }, true, 'idem-1')).body.contacts[0];
assert.equal((await books.createContacts(tenant, { contacts: [contact] }, true, 'idem-1')).body.contacts[0].contactID, vendor.contactID);
assert.ok(vendor.updatedDateUTC instanceof Date && Math.abs(vendor.updatedDateUTC - Date.now()) < 3_600_000);
const taken = await statusOf(() => books.createContacts(tenant, { contacts: [{ name: 'acme "ltd"' }] }, true, 'idem-2'));
assert.match(wordsOf(taken), /is already assigned to another contact/);
assert.equal((await books.getContactByContactNumber(tenant, 'biz_1')).body.contacts[0].contactID, vendor.contactID);
assert.equal((await statusOf(() => books.getContactByContactNumber(tenant, 'biz_2'))).status, 404);
const renamed = (await books.updateContact(tenant, vendor.contactID, { contacts: [{ name: 'ACME' }] }, 'idem-3')).body.contacts[0];
assert.deepEqual([renamed.name, renamed.emailAddress], ['ACME', 'ap@acme.example']);

// A bill.
const bill = {
  type: 'ACCPAY', status: 'AUTHORISED', contact: { contactID: vendor.contactID }, invoiceNumber: 'INV-1', date: '2026-01-05', dueDate: '2026-02-04',
  lineItems: [{ description: 'Consulting', quantity: 1, unitAmount: 1234.5, accountCode: '429', taxType: 'INPUT2' }],
};
const made = (await books.createInvoices(tenant, { invoices: [bill] }, true, 4, 'idem-4')).body.invoices[0];
assert.deepEqual([made.subTotal, made.totalTax, made.total, made.amountDue, made.status], [1234.5, 246.9, 1481.4, 1481.4, 'AUTHORISED']);
assert.equal(made.date.toISOString(), '2026-01-05T00:00:00.000Z');
const wrong = { ...bill, lineItems: [{ ...bill.lineItems[0], accountCode: '999' }] };
const refused = await statusOf(() => books.createInvoices(tenant, { invoices: [wrong] }, true, 4, 'idem-5'));
assert.equal(refused.status, 400);
assert.match(wordsOf(refused), /Account code '999' is not a valid code for this document/);
assert.equal((await statusOf(() => books.createInvoices(tenant, { invoices: [wrong] }, true, 4, 'idem-4'))).status, 400); // The key was another request's.
const mixed = (await books.createInvoices(tenant, { invoices: [wrong, { ...bill, invoiceNumber: 'INV-2' }] }, false, 4, 'idem-6')).body.invoices;
assert.deepEqual(mixed.map(one => [one.hasErrors, one.status]), [[true, 'AUTHORISED'], [false, 'AUTHORISED']]);

// Payments: one, one too many, a batch, one taken back.
const pay = amount => ({ payments: [{ invoice: { invoiceID: made.invoiceID }, account: { code: '090' }, date: '2026-01-20', amount, reference: 'Check 1' }] });
const paid = (await books.createPayments(tenant, pay(1000), true, 'idem-7')).body.payments[0];
assert.equal(paid.paymentType, 'ACCPAYPAYMENT');
assert.match(wordsOf(await statusOf(() => books.createPayments(tenant, pay(1000), true, 'idem-8'))), /exceeds the amount outstanding/);
const batch = { batchPayments: [{ account: { accountID: accounts[0].accountID }, date: '2026-01-20', payments: [{ invoice: { invoiceID: mixed[1].invoiceID }, amount: 1481.4 }] }] };
assert.equal((await books.createBatchPayment(tenant, batch, true, 'idem-9')).body.batchPayments[0].totalAmount, 1481.4);
const where = `Invoice.InvoiceID==guid("${made.invoiceID}")`;
assert.deepEqual((await books.getPayments(tenant, undefined, where, 'UpdatedDateUTC ASC', 1, 100)).body.payments.map(one => one.paymentID), [paid.paymentID]);
assert.equal((await books.deletePayment(tenant, paid.paymentID, { status: 'DELETED' }, 'idem-10')).body.payments[0].status, 'DELETED');

// What changed: order, pages, If-Modified-Since.
const changed = await books.getInvoices(tenant, new Date('2026-01-01T00:00:00Z'), 'Type=="ACCPAY"', 'UpdatedDateUTC ASC', undefined, undefined, undefined, undefined, 1, false, false, 4, false, 100);
assert.deepEqual(changed.body.invoices.map(one => [one.invoiceNumber, one.status, one.lineItems.length]), [['INV-2', 'PAID', 1], ['INV-1', 'AUTHORISED', 1]]);
assert.deepEqual({ ...changed.body.pagination }, { page: 1, pageSize: 100, pageCount: 1, itemCount: 2 });
const later = await books.getInvoices(tenant, new Date(Date.now() + 60_000), 'Type=="ACCPAY"', 'UpdatedDateUTC ASC', undefined, undefined, undefined, undefined, 1);
assert.deepEqual(later.body.invoices, []);
assert.equal((await statusOf(() => books.getContacts(tenant, undefined, 'Name=="a" or "b"'))).status, 400);

// The end of the bill, and of the consent.
assert.equal((await books.updateInvoice(tenant, made.invoiceID, { invoices: [{ status: 'VOIDED' }] }, 4, 'idem-11')).body.invoices[0].status, 'VOIDED');
assert.match(wordsOf(await statusOf(() => books.updateInvoice(tenant, mixed[1].invoiceID, { invoices: [{ status: 'VOIDED' }] }, 4, 'idem-12'))), /has a payment/);
assert.equal((await statusOf(() => books.getOrganisations('00000000-0000-0000-0000-000000000000'))).status, 403);
await xero.revokeToken();
assert.equal((await statusOf(() => books.getOrganisations(tenant))).status, 401);
console.log('done');
