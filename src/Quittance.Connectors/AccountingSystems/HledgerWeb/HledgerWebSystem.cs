using System.Globalization;
using System.Text.RegularExpressions;
using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.HledgerWeb;

/// <summary>Keeps books in a journal behind hledger-web. docs/connectors/hledger_web.md says what it writes and what it cannot rely on.</summary>
/// <param name="clock">For the day of a vendor's entry, and for a short wait before each writing.</param>
public sealed partial class HledgerWebSystem(ProviderHttp http, TimeProvider clock) : IAccountingSystem
{
    private readonly HledgerApi _api = new(http, clock);

    /// <inheritdoc/>
    public AccountingSystemProfile Profile => HledgerWebProfile.Value;

    /// <inheritdoc/>
    public async Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var version = await _api.VersionAsync(access, cancel);
        return new AccountingCompany(HledgerWebProfile.BaseUrlOf(access), access.CompanyName, null, null, null, $"hledger-web {version}");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) =>
    [
        .. (await _api.AccountsAsync(access, cancel)).Where(name => !name.StartsWith(HledgerWebProfile.PayablePrefixOf(access), StringComparison.Ordinal)).Distinct()
            .Select(name => new RemoteLedgerAccount(name, name, null, TypeOf(name), null, LedgerAccountStatus.Unknown, null, null, null, Bank().IsMatch(name))),
    ];

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) => Task.FromResult<IReadOnlyList<RemoteTaxRate>>([]);

    /// <inheritdoc/>
    public async Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel)
    {
        var changes = new HledgerChanges(HledgerWebProfile.PayablePrefixOf(access), place);
        await _api.AllAsync(access, changes.Take, cancel);
        return changes.Page();
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel)
    {
        var prefix = HledgerWebProfile.PayablePrefixOf(access);
        var id = vendor.Key[(vendor.Key.IndexOf('_', StringComparison.Ordinal) + 1)..];
        var known = (await _api.AccountsAsync(access, cancel)).FirstOrDefault(account => account.StartsWith(prefix, StringComparison.Ordinal) && account.EndsWith(id, StringComparison.Ordinal));
        var account = known ?? vendor.Known?.Id ?? prefix + JournalText.PayableTo(id, vendor.Name)[JournalText.PayablePrefix.Length..];
        var wanted = new HledgerTransaction(0, Today, Described(vendor.Name, "Vendor"), TagsOf(("key", vendor.Key), ("tax", vendor.TaxNumber), ("email", vendor.Email)), NoTags, [new HledgerPosting(account, 0, "", 0, "")]);
        var found = VendorIn(known is null ? [] : await _api.OfAccountAsync(access, account, cancel), vendor.Key);
        if (found is not null)
        {
            if (found.Payee == wanted.Payee && found.Comment.Trim() == wanted.Comment.Trim())
            {
                return HledgerChanges.ReferenceOfVendor(found);
            }

            if (vendor.Known is { } seen && seen.Version != HledgerChanges.ReferenceOfVendor(found).Version && !vendor.Overwrite)
            {
                throw new AccountingException(AccountingFault.Conflict, $"hledger-web has the vendor as \"{found.Payee}\" now.");
            }
        }
        else if (vendor.Known is not null)
        {
            throw new AccountingException(AccountingFault.NotFound, $"hledger-web has no vendor {account} any more.");
        }

        await _api.AddAsync(access, wanted, cancel);
        var written = VendorIn(await _api.OfAccountAsync(access, account, cancel), vendor.Key);
        return written?.Payee == wanted.Payee && written.Comment.Trim() == wanted.Comment.Trim() ? HledgerChanges.ReferenceOfVendor(written) : throw NotKept();
    }

    /// <inheritdoc/>
    public async Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var currency = bill.Total.Currency;
        if (bill.Lines.Sum(line => line.NetMinor + line.TaxMinor) is var sum && sum != bill.Total.Minor)
        {
            throw new AccountingException(AccountingFault.TotalDiffers, $"The lines add up to {new Money(sum, currency).ToText()}, the bill is of {bill.Total.ToText()}.");
        }

        var postings = bill.Lines.Select(line => HledgerPosting.Of(line.LedgerAccountId, line.NetMinor, currency, JournalText.Comment(line.Description)))
            .Append(HledgerPosting.Of(access.Required(HledgerWebProfile.TaxAccount), bill.Lines.Sum(line => line.TaxMinor), currency))
            .Where(posting => posting.Quantity != 0)
            .Append(HledgerPosting.Of(bill.VendorId, -bill.Total.Minor, currency));
        var about = bill.Memo is null ? "" : $"{JournalText.Comment(bill.Memo)}\n";
        return await PutAsync(
            access, bill.VendorId, bill.Key,
            vendor => new HledgerTransaction(
                0, bill.Date, Described(vendor, bill.Number is null ? "Bill" : $"{JournalChanges.BillNumber}{bill.Number}"), TagsOf(("key", bill.Key), ("due", bill.DueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) + about, NoTags, [.. postings]),
            [.. bill.Lines.Select(line => line.LedgerAccountId)], needs: null, cancel);
    }

    /// <inheritdoc/>
    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) => PutAsync(
        access, payment.VendorId, payment.Key,
        vendor => new HledgerTransaction(
            0, payment.Date, Described(vendor, payment.Reference is null ? "Payment" : $"Payment {payment.Reference}"), TagsOf(("key", payment.Key), ("bill", payment.BillId)), NoTags,
            [
                HledgerPosting.Of(payment.LedgerAccountId, -payment.Amount.Minor, payment.Amount.Currency),
                HledgerPosting.Of(payment.VendorId, payment.Amount.Minor, payment.Amount.Currency),
            ]),
        [payment.LedgerAccountId], payment.BillId, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) =>
        ReverseAsync(access, reversal.VendorId, reversal.Key, reversal.BillId, reversal.BillId, reversal.Date, reversal.Total, cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) =>
        ReverseAsync(access, reversal.VendorId, reversal.Key, reversal.PaymentId, reversal.BillId, reversal.Date, reversal.Amount, cancel);

    private async Task<RemoteReference> ReverseAsync(
        AccountingAccess access, string vendorId, string key, string id, string billId, DateOnly date, Money amount, CancellationToken cancel)
    {
        var original = (await _api.OfAccountAsync(access, vendorId, cancel)).FirstOrDefault(transaction => transaction.Key == id)
            ?? throw new AccountingException(AccountingFault.NotFound, $"hledger-web has no entry with the tag key:{id} any more.");
        if (Math.Abs(HledgerChanges.OwedBy(original, HledgerWebProfile.PayablePrefixOf(access))) != Math.Abs(amount.ToMajor()))
        {
            throw new AccountingException(AccountingFault.Conflict, $"The entry with the tag key:{id} was changed: it is not of {amount.ToText()} any more.");
        }

        return await PutAsync(
            access, vendorId, key,
            _ => new HledgerTransaction(
                0, date, Described(original.Payee, $"Reversal of {original.Note}"), TagsOf(("key", key), ("bill", billId)), NoTags,
                [.. original.Postings.Select(posting => posting with { Quantity = -posting.Quantity })]),
            [], id, cancel);
    }

    /// <summary>Finds the transaction with the key, or adds it and sees what became of it.</summary>
    /// <param name="make">Makes it, with the vendor's name.</param>
    /// <param name="accounts">Which have to be there.</param>
    /// <param name="needs">The key of another transaction that has to be there; null for none.</param>
    private async Task<RemoteReference> PutAsync(
        AccountingAccess access, string vendorId, string key, Func<string, HledgerTransaction> make, IReadOnlyList<string> accounts, string? needs, CancellationToken cancel)
    {
        var register = await _api.OfAccountAsync(access, vendorId, cancel);
        var vendor = register.LastOrDefault(IsVendor)
            ?? throw new AccountingException(AccountingFault.NotFound, $"hledger-web has no vendor {vendorId} any more.");
        var wanted = make(vendor.Payee);
        if (register.FirstOrDefault(transaction => transaction.Key == key) is { } earlier)
        {
            return Checked(access, earlier, wanted, register, AccountingFault.Conflict);
        }

        if (needs is not null && register.All(transaction => transaction.Key != needs))
        {
            throw new AccountingException(AccountingFault.NotFound, $"hledger-web has no entry with the tag key:{needs} any more.");
        }

        // hledger-web itself takes any name.
        var missing = accounts.Count == 0 ? null : accounts.Except(await _api.AccountsAsync(access, cancel)).FirstOrDefault();
        if (missing is not null)
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, $"hledger-web knows no account {missing}.");
        }

        var mark = await MarkAsync(access, vendor, register, wanted.Postings.FirstOrDefault(posting => posting.Places > 0), cancel);
        await _api.AddAsync(access, wanted with { Postings = [.. wanted.Postings.Select(posting => posting with { Mark = mark })] }, cancel);
        register = await _api.OfAccountAsync(access, vendorId, cancel);
        var written = register.FirstOrDefault(transaction => transaction.Key == key) ?? throw NotKept();
        return Checked(access, written, wanted, register, AccountingFault.TotalDiffers);
    }

    /// <summary>What stands before the decimals in this journal, by the vendor's other entries or by a trial that comes to nothing either way.</summary>
    /// <remarks>To a journal with decimal commas, 12.34 is 1234. That would be noticed only when it stands there.</remarks>
    private async Task<string> MarkAsync(AccountingAccess access, HledgerTransaction vendor, IReadOnlyList<HledgerTransaction> register, HledgerPosting? like, CancellationToken cancel)
    {
        if (like is null)
        {
            return ".";
        }

        if (MarkIn(register, like.Commodity) is { } known)
        {
            return known;
        }

        var smallest = 1m;
        for (var place = 0; place < like.Places; place++)
        {
            smallest /= 10;
        }

        var account = vendor.Postings[0].Account;
        await _api.AddAsync(
            access, vendor with { Postings = [new(account, smallest, like.Commodity, like.Places, ""), new(account, -smallest, like.Commodity, like.Places, "")] }, cancel);
        return MarkIn(await _api.OfAccountAsync(access, account, cancel), like.Commodity) ?? throw NotKept();
    }

    private static string? MarkIn(IReadOnlyList<HledgerTransaction> register, string commodity)
    {
        var trial = register.Where(IsVendor).SelectMany(transaction => transaction.Postings).FirstOrDefault(posting => posting.Commodity == commodity);
        return trial is not null ? Math.Abs(trial.Quantity) < 1 ? "." : ","
            : register.Where(transaction => !IsVendor(transaction)).SelectMany(transaction => transaction.Postings).FirstOrDefault(posting => posting.Commodity == commodity && posting.Mark is not null)?.Mark;
    }

    private static bool IsVendor(HledgerTransaction transaction) => transaction.Key?.StartsWith("biz_", StringComparison.Ordinal) == true;

    private static RemoteReference Checked(AccountingAccess access, HledgerTransaction found, HledgerTransaction wanted, IReadOnlyList<HledgerTransaction> register, AccountingFault fault)
    {
        if (!found.Sums().SequenceEqual(wanted.Sums()))
        {
            throw new AccountingException(fault, $"hledger-web has the entry with the tag key:{found.Key} with other amounts.");
        }

        var prefix = HledgerWebProfile.PayablePrefixOf(access);
        return HledgerChanges.ReferenceOf(found, register.Where(transaction => transaction == found || transaction.BillKey == found.Key).Sum(transaction => HledgerChanges.OwedBy(transaction, prefix)));
    }

    // Not worth another try by itself: each would write it once more into a file that hledger-web does not read any more.
    private static AccountingException NotKept() => new(
        AccountingFault.Rejected, "hledger-web took the entry and does not show it. Most likely its journal has an error since: run hledger check on the file, correct it, then push again.");

    private static HledgerTransaction? VendorIn(IEnumerable<HledgerTransaction> register, string key) => register.LastOrDefault(transaction => transaction.Key == key);

    private static readonly Dictionary<string, string> NoTags = [];

    // hledger ends the payee at a bar, and takes what is in parentheses before it for a code.
    private static string Described(string payee, string note) => $"{JournalText.Text(payee).Replace('|', ' ').TrimStart('(', '*', '!', ' ').TrimEnd()} | {JournalText.Text(note).Replace('|', ' ')}";

    private static string TagsOf(params IEnumerable<(string Name, string? Value)> tags) =>
        string.Join(", ", tags.Where(tag => !string.IsNullOrWhiteSpace(tag.Value)).Select(tag => $"{tag.Name}:{JournalText.Tag(tag.Value!)}")) + "\n";

    // As hledger itself tells the type of an account by its name.
    private static LedgerAccountType TypeOf(string account) => account.Split(':')[0].ToUpperInvariant() switch
    {
        "ASSET" or "ASSETS" => LedgerAccountType.Asset,
        "EQUITY" => LedgerAccountType.Equity,
        "EXPENSE" or "EXPENSES" => LedgerAccountType.Expense,
        "INCOME" or "INCOMES" or "REVENUE" or "REVENUES" => LedgerAccountType.Income,
        "LIABILITY" or "LIABILITIES" or "DEBT" or "DEBTS" => LedgerAccountType.Liability,
        _ => LedgerAccountType.Unknown,
    };

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    [GeneratedRegex("^assets?(:.+)?:(cash|bank|che(ck|que?)(ing)?|savings?|currentcash|wallet)(:|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bank();
}
