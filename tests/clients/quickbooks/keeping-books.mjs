// Drives the counterpart with node-quickbooks, which somebody else wrote against the real service:
// whatever it sends has to be understood, and what it reads has to be where it looks.
import assert from 'node:assert/strict'
import { promisify } from 'node:util'
import QuickBooks from 'node-quickbooks'

const [address, realm, clientId, clientSecret, accessToken, refreshToken, bankAccountId, expenseAccountId, taxCodeId] = process.argv.slice(2)
QuickBooks.V3_ENDPOINT_BASE_URL = `${address}/v3/company/`
QuickBooks.TOKEN_URL = `${address}/oauth2/v1/tokens/bearer`
QuickBooks.REVOKE_URL = `${address}/v2/oauth2/tokens/revoke`

const books = new QuickBooks(clientId, clientSecret, accessToken, false, realm, false, false, 75, '2.0', refreshToken)
const call = (name, ...args) => promisify(books[name].bind(books))(...args)
const refusal = async promise => {
  const refused = await promise.then(() => assert.fail('It was not refused.'), error => error)
  return (refused.response?.data ?? refused).Fault.Error[0]
}
const line = (amount, detail = {}) => ({
  Amount: amount,
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: { AccountRef: { value: expenseAccountId }, TaxCodeRef: { value: taxCodeId }, ...detail }
})

// Tokens: each refresh brings another refresh token, and the old one is dead.
await call('refreshAccessToken')
assert.notEqual(books.refreshToken, refreshToken)
assert.notEqual(books.token, accessToken)
const late = new QuickBooks(clientId, clientSecret, accessToken, false, realm, false, false, 75, '2.0', refreshToken)
const dead = await promisify(late.refreshAccessToken.bind(late))().then(() => assert.fail('It was refreshed.'), error => error)
assert.deepEqual([dead.response.status, dead.response.data.error], [400, 'invalid_grant'])

// What is set up.
assert.equal((await call('getCompanyInfo', realm)).CompanyName, 'Quayside Books')
assert.equal((await call('getPreferences')).CurrencyPrefs.HomeCurrency.value, 'GBP')
const accounts = (await call('findAccounts', { fetchAll: true })).QueryResponse.Account
assert.ok(accounts.some(account => account.Id === bankAccountId && account.AccountType === 'Bank'))
assert.equal((await call('findAccounts', { AccountType: ['Bank', 'Credit Card'] })).QueryResponse.Account.length, 2)
assert.ok((await call('findTaxCodes', {})).QueryResponse.TaxCode.some(code => code.PurchaseTaxRateList.TaxRateDetail.length > 0))

// A vendor with a quote in its name.
const before = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '')
const vendor = await call('createVendor', { DisplayName: "O'Neil Ltd", PrimaryEmailAddr: { Address: 'ap@oneil.example' } })
assert.deepEqual([vendor.SyncToken, vendor.Active], ['0', true])
assert.equal((await call('findVendors', { DisplayName: "O'Neil Ltd" })).QueryResponse.Vendor[0].Id, vendor.Id)
assert.equal((await call('findVendors', [{ field: 'DisplayName', value: 'O%', operator: 'LIKE' }])).QueryResponse.Vendor.length, 1)
assert.equal((await refusal(call('createVendor', { DisplayName: "o'neil ltd" }))).code, '6240')

// A bill, twice with one request id.
const bill = () => ({
  requestId: 'bill-7f3a', VendorRef: { value: vendor.Id }, DocNumber: 'INV-1', TxnDate: '2026-01-05', DueDate: '2026-02-04', GlobalTaxCalculation: 'TaxExcluded', Line: [line(1000)]
})
const made = await call('createBill', bill())
assert.deepEqual([made.TotalAmt, made.Balance, made.TxnTaxDetail.TotalTax, made.SyncToken], [1200, 1200, 200, '0'])
assert.equal((await call('createBill', bill())).Id, made.Id)
assert.equal((await call('findBills', { count: true })).QueryResponse.totalCount, 1)
assert.equal((await refusal(call('createBill', { ...bill(), requestId: 'other', Line: [line(1, { AccountRef: { value: '4711' } })] }))).code, '2500')
assert.equal((await refusal(call('createBill', { ...bill(), requestId: 'long', DocNumber: 'x'.repeat(22) }))).code, '2050')
assert.equal((await refusal(call('findBills', { PrivateNote: 'x' }))).code, '4001')
assert.equal((await refusal(call('findBills', " where DocNumber = 'unfinished"))).code, '4000')

// Paid in part, then wholly.
const pay = amount => call('createBillPayment', {
  VendorRef: { value: vendor.Id }, PayType: 'Check', CheckPayment: { BankAccountRef: { value: bankAccountId } }, TotalAmt: amount,
  Line: [{ Amount: amount, LinkedTxn: [{ TxnId: made.Id, TxnType: 'Bill' }] }]
})
await pay(200)
const paid = await pay(1000)
const settled = await call('getBill', made.Id)
assert.deepEqual([settled.Balance, settled.LinkedTxn.map(link => link.TxnType)], [0, ['BillPaymentCheck', 'BillPaymentCheck']])
assert.equal((await refusal(pay(1))).code, '6000')

// Voided, and owed again.
const voided = await call('updateBillPayment', { Id: paid.Id, SyncToken: paid.SyncToken, void: true })
assert.deepEqual([voided.TotalAmt, voided.Line.length, voided.PrivateNote.startsWith('Voided')], [0, 0, true])
assert.equal((await call('getBill', made.Id)).Balance, 1000)

// A change, and one that comes too late.
const changed = await call('updateBill', { Id: made.Id, SyncToken: '0', PrivateNote: 'x' })
assert.deepEqual([changed.SyncToken, changed.PrivateNote, changed.DocNumber], ['1', 'x', 'INV-1'])
assert.equal((await refusal(call('updateBill', { Id: made.Id, SyncToken: '0', PrivateNote: 'y' }))).code, '5010')

// A credit.
const credit = await call('createVendorCredit', { VendorRef: { value: vendor.Id }, TxnDate: '2026-01-06', GlobalTaxCalculation: 'TaxExcluded', Line: [line(100)] })
assert.equal(credit.TotalAmt, 120)

// What changed, by query and by change data capture.
const found = (await call('findBills', [
  { field: 'MetaData.LastUpdatedTime', value: before, operator: '>' }, { field: 'limit', value: 100 }, { field: 'asc', value: 'MetaData.LastUpdatedTime' }
])).QueryResponse
assert.deepEqual([found.Bill.length, found.startPosition, found.maxResults], [1, 1, 1])
const told = async () => (await call('changeDataCapture', ['Bill', 'BillPayment', 'Vendor'], before)).CDCResponse[0].QueryResponse
assert.deepEqual((await told()).map(part => Object.values(part)[0]?.length), [1, 2, 1])

// Deleted: gone for reading, told once more by change data capture.
const gone = await call('deleteBill', { Id: made.Id, SyncToken: '1' })
assert.deepEqual([gone.Bill.status, gone.Bill.Id], ['Deleted', made.Id])
assert.equal((await refusal(call('getBill', made.Id))).code, '610')
assert.equal((await told())[0].Bill[0].status, 'Deleted')
assert.equal((await call('findBills', {})).QueryResponse.Bill, undefined)

// Revoked: nothing opens the books any more.
await call('revokeAccess', true)
assert.equal(books.refreshToken, null)
const last = new QuickBooks(clientId, clientSecret, accessToken, false, realm, false, false, 75, '2.0', refreshToken)
const closed = await promisify(last.getPreferences.bind(last))().then(() => assert.fail('It was answered.'), error => error)
assert.equal(closed.response.status, 401)
console.log('kept')
