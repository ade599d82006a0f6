using System.Globalization;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>Keeps books in a text file for each connection. docs/connectors/journal.md says what it writes.</summary>
/// <param name="folder">The operator's folder; a connection's journal lies in it under the connection's id.</param>
/// <param name="clock">For the day of a vendor's note, and for waiting while another server writes.</param>
public sealed class JournalSystem(string folder, TimeProvider clock) : IAccountingSystem
{
    private readonly JournalStore _store = new(folder, clock);

    /// <inheritdoc/>
    public AccountingSystemProfile Profile => JournalProfile.Value;

    /// <inheritdoc/>
    public Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel) => _store.WithAsync(
        access, _ => new AccountingCompany(access.ConnectionId.ToString("n", CultureInfo.InvariantCulture), access.CompanyName, null, null, null, null), cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteLedgerAccount>> ListLedgerAccountsAsync(AccountingAccess access, CancellationToken cancel) => _store.WithAsync<IReadOnlyList<RemoteLedgerAccount>>(
        access, journal => [.. journal.Known.Accounts.Where(account => !account.IsPayable).OrderBy(account => account.Name, StringComparer.Ordinal).Select(Listed)], cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoteTaxRate>> ListTaxRatesAsync(AccountingAccess access, CancellationToken cancel) => _store.WithAsync<IReadOnlyList<RemoteTaxRate>>(
        access, journal => [.. journal.Known.Rates.OrderBy(rate => rate.Rate).Select(rate => new RemoteTaxRate(rate.Id, rate.Name, null, rate.Rate, rate.Rate, true, []))], cancel);

    /// <inheritdoc/>
    public Task<RemoteChanges> ListChangesAsync(AccountingAccess access, string? place, CancellationToken cancel) =>
        _store.WithAsync(access, journal => JournalChanges.Page(journal, place), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutVendorAsync(AccountingAccess access, VendorToPush vendor, CancellationToken cancel) => _store.WithAsync(access, journal => PutVendor(journal, vendor), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutBillAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel) => _store.WithAsync(access, journal => PutBill(journal, bill), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> PutPaymentAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel) =>
        _store.WithAsync(access, journal => PutPayment(journal, payment), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel) =>
        _store.WithAsync(access, journal => Reverse(journal, reversal.BillId, reversal.Key, reversal.Date, reversal.Total.Minor, reversal.Total.Currency), cancel);

    /// <inheritdoc/>
    public Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel) =>
        _store.WithAsync(access, journal => Reverse(journal, reversal.PaymentId, reversal.Key, reversal.Date, -reversal.Amount.Minor, reversal.Amount.Currency), cancel);

    private RemoteReference PutVendor(OpenJournal journal, VendorToPush vendor)
    {
        var wanted = new JournalVendor(Link(vendor.Key), JournalText.Text(vendor.Name), TagOrNull(vendor.TaxNumber), TagOrNull(vendor.Email));
        var account = AccountOf(journal, vendor, wanted);
        if (account?.Vendor is { } found)
        {
            if (found == wanted)
            {
                return JournalChanges.ReferenceOf(account);
            }

            if (vendor.Known is { } known && known.Version != found.Version && found.Version != wanted.Version && !vendor.Overwrite)
            {
                throw new AccountingException(AccountingFault.Conflict, $"The journal has the vendor as \"{found.Name}\" now.");
            }
        }

        var name = account?.Name ?? JournalText.PayableTo(vendor.Key[(vendor.Key.IndexOf('_', StringComparison.Ordinal) + 1)..].Replace('_', '-'), vendor.Name);
        var isOpen = journal.Known.Account(name) is not null;
        journal.Append($"\n{(isOpen ? "" : $"{JournalText.Open(name)}\n")}{wanted.Note(name, Today)}");
        return JournalChanges.ReferenceOf(journal.Known.Account(name)!);
    }

    private static JournalAccount? AccountOf(OpenJournal journal, VendorToPush vendor, JournalVendor wanted)
    {
        if (journal.Known.Vendor(vendor.Key) is { } own)
        {
            return own;
        }

        if (vendor.Known is { } known)
        {
            return journal.Known.Account(known.Id) is { IsPayable: true } account
                ? account
                : throw new AccountingException(AccountingFault.NotFound, $"The journal has no account {known.Id} any more.");
        }

        // One that a bookkeeper wrote, and nobody else's.
        var same = wanted.TaxNumber is null ? [] : journal.Known.Accounts.Where(account => account.Vendor is { Key: null } named && named.TaxNumber == wanted.TaxNumber).Take(2).ToList();
        return same is [var only] ? only : null;
    }

    private static RemoteReference PutBill(OpenJournal journal, BillToPush bill)
    {
        if (Earlier(journal, bill.Key, bill.Total.Minor, bill.Total.Currency) is { } earlier)
        {
            return earlier;
        }

        if (bill.Lines.Sum(line => line.NetMinor + line.TaxMinor) is var sum && sum != bill.Total.Minor)
        {
            throw new AccountingException(AccountingFault.TotalDiffers, $"The lines add up to {new Money(sum, bill.Total.Currency).ToText()}, the bill is of {bill.Total.ToText()}.");
        }

        var vendor = VendorOf(journal, bill.VendorId, bill.Date, bill.Total.Currency);
        var postings = bill.Lines.Where(line => line.NetMinor != 0).Select(line => new JournalPosting(line.LedgerAccountId, line.NetMinor, line.Description))
            .Concat(bill.Lines.GroupBy(line => line.TaxRateId).Select(rate => new JournalPosting(TaxAccountOf(journal, rate.Key), rate.Sum(line => line.TaxMinor), rate.Key)).Where(tax => tax.Minor != 0))
            .Append(new JournalPosting(vendor.Name, -bill.Total.Minor))
            .ToList();
        foreach (var account in bill.Lines.Select(line => line.LedgerAccountId).Concat(postings.Select(posting => posting.Account)).Distinct())
        {
            Check(journal, account, bill.Date, bill.Total.Currency);
        }

        var tags = bill.DueDate is { } due ? string.Create(CultureInfo.InvariantCulture, $"due:{due:yyyy-MM-dd}") : null;
        journal.Append(JournalText.Entry(
            bill.Date, vendor.Vendor!.Name, bill.Number is null ? "Bill" : $"{JournalChanges.BillNumber}{bill.Number}", [Link(bill.Key)], tags, bill.Memo, bill.Total.Currency, postings));
        return Written(journal, bill.Key, bill.Total.Minor, bill.Total.Currency);
    }

    private static RemoteReference PutPayment(OpenJournal journal, PaymentToPush payment)
    {
        if (Earlier(journal, payment.Key, -payment.Amount.Minor, payment.Amount.Currency) is { } earlier)
        {
            return earlier;
        }

        var (bill, _) = journal.Find(payment.BillId) ?? throw Gone("bill", payment.BillId);
        var vendor = VendorOf(journal, payment.VendorId, payment.Date, payment.Amount.Currency);
        Check(journal, payment.LedgerAccountId, payment.Date, payment.Amount.Currency);
        var narration = payment.Reference is null ? $"Payment of {bill.Narration}" : $"Payment of {bill.Narration}, {payment.Reference}";
        journal.Append(JournalText.Entry(
            payment.Date, vendor.Vendor!.Name, narration, [Link(payment.Key), Link(payment.BillId)], null, null, payment.Amount.Currency,
            [new JournalPosting(payment.LedgerAccountId, -payment.Amount.Minor), new JournalPosting(vendor.Name, payment.Amount.Minor)]));
        return Written(journal, payment.Key, -payment.Amount.Minor, payment.Amount.Currency);
    }

    /// <summary>Writes the entry that takes an entry back: its lines with the other sign.</summary>
    /// <param name="owedMinor">By how much the entry raised what is owed.</param>
    private static RemoteReference Reverse(OpenJournal journal, string id, string key, DateOnly date, long owedMinor, Currency currency)
    {
        if (Earlier(journal, key, -owedMinor, currency) is { } earlier)
        {
            return earlier;
        }

        var (entry, _) = journal.Find(id) ?? throw Gone("entry", id);
        if (entry.Currency != currency || entry.OwedMinor != owedMinor)
        {
            throw new AccountingException(AccountingFault.Conflict, $"The entry {id} was changed in the journal: it is not of {new Money(Math.Abs(owedMinor), currency).ToText()} any more.");
        }

        var lines = entry.Lines.OrderBy(line => line.IsPayable).Select(line => new JournalPosting(line.Account, -line.Minor(currency), line.About)).ToList();
        foreach (var line in lines)
        {
            Check(journal, line.Account, date, currency);
        }

        journal.Append(JournalText.Entry(date, entry.Payee, $"Reversal of {entry.Narration}", [Link(key), .. entry.Links], null, null, currency, lines));
        return Written(journal, key, -owedMinor, currency);
    }

    /// <summary>What an earlier call has left: the entry with the key.</summary>
    private static RemoteReference? Earlier(OpenJournal journal, string key, long owedMinor, Currency currency)
    {
        if (journal.Find(Link(key)) is not var (entry, mark))
        {
            return null;
        }

        return entry.Currency == currency && entry.OwedMinor == owedMinor
            ? JournalChanges.ReferenceOf(entry, mark, key)
            : throw new AccountingException(AccountingFault.Conflict, $"The journal has {key} with another amount.");
    }

    // Not what was meant to be written counts, but what stands in the file.
    private static RemoteReference Written(OpenJournal journal, string key, long owedMinor, Currency currency) =>
        Earlier(journal, key, owedMinor, currency) ?? throw new AccountingException(AccountingFault.Unavailable, $"The journal does not hold {key}, which was just written to it.");

    private static JournalAccount VendorOf(OpenJournal journal, string id, DateOnly date, Currency currency)
    {
        var account = journal.Known.Account(id) is { IsPayable: true, Vendor: not null } vendor ? vendor : throw Gone("vendor", id);
        Check(journal, id, date, currency);
        return account;
    }

    private static string TaxAccountOf(OpenJournal journal, string? rateId) =>
        rateId is null ? JournalChart.InputVat
        : journal.Known.Rate(rateId)?.Account ?? throw new AccountingException(AccountingFault.TaxRateMissing, $"The journal has no tax rate {rateId}.");

    private static void Check(OpenJournal journal, string account, DateOnly date, Currency currency)
    {
        // beancount reads no date of another century, and our accounts are open since 1970.
        if (date.Year is < 1970 or > 2099)
        {
            throw new AccountingException(AccountingFault.Rejected, $"{date:yyyy-MM-dd} cannot be written to a journal: it takes the years 1970 to 2099.");
        }

        if (journal.Known.Account(account) is not { } opened)
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, $"The journal opens no account {account}.");
        }

        if (opened.Refusal(date, currency.Code) is { } refusal)
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, $"{refusal}.");
        }
    }

    private static RemoteLedgerAccount Listed(JournalAccount account) => new(
        account.Name, account.Name, account.Tags.GetValueOrDefault("code"), TypeOf(account.Name), null, account.ClosedSince is null ? LedgerAccountStatus.Active : LedgerAccountStatus.Archived,
        account.Tags.GetValueOrDefault("about"), account.Currencies is [var only] ? only : null, null, account.IsBankAccount);

    private static LedgerAccountType TypeOf(string account) => account.Split(':')[0] switch
    {
        "Assets" => LedgerAccountType.Asset,
        "Equity" => LedgerAccountType.Equity,
        "Expenses" => LedgerAccountType.Expense,
        "Income" => LedgerAccountType.Income,
        "Liabilities" => LedgerAccountType.Liability,
        _ => LedgerAccountType.Unknown,
    };

    private static string Link(string key) => JournalKey.IsLink(key) ? key : throw new AccountingException(AccountingFault.Rejected, "The key cannot stand in a journal.");

    private static string? TagOrNull(string? text) => text is null || JournalText.Tag(text) is not { Length: > 0 } tag ? null : tag;

    private static AccountingException Gone(string what, string id) => new(AccountingFault.NotFound, $"The journal has no {what} {id}.");

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
