using Quittance.Counterparts.Tryton;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.Tests.AccountingSystems.Tryton;

/// <summary>Whose books a connection opens, and what its user may do.</summary>
public sealed class ConnectingTryton(RealTryton tryton) : BooksInTryton(tryton)
{
    [Fact]
    public async Task A_user_of_several_companies_has_to_name_one_and_then_keeps_its_books_only()
    {
        var other = await Books.Database.AddCompanyAsync("Other Company", Cancel);

        var unnamed = await RefusedAsync(tryton => tryton.GetCompanyAsync(Books.Access, Cancel));
        Assert.Equal(AccountingFault.NotConfigured, unnamed.Fault);
        var unknown = await RefusedAsync(tryton => tryton.GetCompanyAsync(With("company", "Nobody & Sons"), Cancel));
        Assert.Equal(AccountingFault.NotConfigured, unknown.Fault);

        var byName = await Books.System.GetCompanyAsync(With("company", TrytonDatabase.CompanyName), Cancel);
        var byId = await Books.System.GetCompanyAsync(With("company", Text(other)), Cancel);
        Assert.Equal(($"{Books.Database.Name}/{Books.Database.CompanyId}", TrytonDatabase.CompanyName, "EUR"), (byName.Id, byName.Name, byName.BaseCurrency));
        Assert.Equal(($"{Books.Database.Name}/{other}", "Other Company"), (byId.Id, byId.Name));

        // The accounts of one company are none of the other's.
        var access = With("company", Text(other));
        Assert.DoesNotContain(await Books.System.ListLedgerAccountsAsync(access, Cancel), account => account.Id == Books.ExpenseAccountId);
        var vendor = await Books.System.PutVendorAsync(access, NewVendor(), Cancel);
        var refused = await RefusedAsync(tryton => tryton.PutBillAsync(access, NewBill(vendor.Id), Cancel));
        Assert.Equal(AccountingFault.LedgerAccountMissing, refused.Fault);
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_a_missing_password_are_told_apart_from_a_wrong_one()
    {
        var absent = await RefusedAsync(tryton => tryton.GetCompanyAsync(With("database", "nowhere"), Cancel));
        var unset = await RefusedAsync(tryton => tryton.GetCompanyAsync(Books.Access with { Secrets = new Dictionary<string, string>() }, Cancel));

        Assert.Equal(AccountingFault.NotConfigured, absent.Fault);
        Assert.Equal(AccountingFault.NotConfigured, unset.Fault);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_so_in_Trytons_words()
    {
        await Books.Database.Rpc.CreateAsync("res.user", new
        {
            name = "Onlooker",
            login = "onlooker",
            password = "Kx7-mQz2-vB9w",
            companies = new object[] { new object[] { "add", new[] { Books.Database.CompanyId } } },
            company = Books.Database.CompanyId,
        }, Cancel);
        var access = With("user", "onlooker") with { Secrets = new Dictionary<string, string> { ["password"] = "Kx7-mQz2-vB9w" } };

        var refused = await RefusedAsync(tryton => tryton.GetCompanyAsync(access, Cancel));

        Assert.Equal(AccountingFault.Forbidden, refused.Fault);
        Assert.Contains("not allowed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_opened_anew_without_anybody_noticing()
    {
        await Books.System.GetCompanyAsync(Books.Access, Cancel);
        // A new password, though it is the old one, ends all sessions of the user: also the one that sets it.
        var user = await Books.Database.Rpc.FirstAsync("res.user", Cancel, new object[] { "login", "=", TrytonDatabase.User });
        await Books.Database.Rpc.ModelAsync("res.user", "write", Cancel, new[] { user }, new { password = TrytonDatabase.Password });
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => Books.Database.CountAsync("party.party", Cancel));
        Assert.Contains("401", ended.Message, StringComparison.Ordinal);

        var company = await Books.System.GetCompanyAsync(Books.Access, Cancel);

        Assert.Equal(TrytonDatabase.CompanyName, company.Name);
    }

    [Fact]
    public async Task A_payment_method_can_be_named_and_has_to_fit_the_account()
    {
        var vendor = await PutVendorAsync();
        var bill = NewBill(vendor.Id);
        var posted = await Books.System.PutBillAsync(Books.Access, bill, Cancel);

        var refused = await RefusedAsync(tryton => tryton.PutPaymentAsync(With("payment_method", "Cash"), NewPayment(bill, posted, 1_00), Cancel));
        Assert.Equal(AccountingFault.LedgerAccountMissing, refused.Fault);

        await Books.System.PutPaymentAsync(With("payment_method", "Bank"), NewPayment(bill, posted, 1_00), Cancel);
        Assert.Equal(bill.Total.Minor - 1_00, await Books.OwedToAsync(vendor.Name, Cancel));
    }

    private AccountingAccess With(string setting, string value) =>
        Books.Access with { Settings = new Dictionary<string, string>(Books.Access.Settings) { [setting] = value } };
}
