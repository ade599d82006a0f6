using System.Globalization;

namespace Quittance.Counterparts.Tryton;

/// <summary>One seeded database of a <see cref="TrytonServer"/>: a company with a chart, purchase taxes, fiscal years and payment methods.</summary>
/// <remarks>Everything that is counted here is counted over Tryton's own calls and none of the connector's code.</remarks>
public sealed class TrytonDatabase : IDisposable
{
    /// <summary>May do everything.</summary>
    public const string User = "admin";

    /// <summary>The password of <see cref="User"/>.</summary>
    public const string Password = "Tq7-vXw3-mBz9";

    /// <summary>The name of the company.</summary>
    public const string CompanyName = "Quittance Test Company";

    /// <summary>The currency of the books, ISO 4217.</summary>
    public const string Currency = "EUR";

    /// <summary>Another currency that the database knows.</summary>
    public const string OtherCurrency = "USD";

    /// <summary>What one unit of <see cref="Currency"/> is in <see cref="OtherCurrency"/>, on every day.</summary>
    public const decimal OtherCurrencyRate = 1.25m;

    /// <summary>The first year that has periods; each month is one.</summary>
    public const int FirstYear = 2024;

    /// <summary>The last year that has periods.</summary>
    public const int LastYear = 2028;

    /// <summary>The purchase tax of 20 %; the others are <c>VAT 10 %</c> and <c>VAT 5.5 %</c>.</summary>
    public const string TaxName = "VAT 20 %";

    /// <summary>The expense account of Tryton's own chart.</summary>
    public const string ExpenseAccountName = "Main Expense";

    /// <summary>A second expense account, code 6100.</summary>
    public const string OtherExpenseAccountName = "Subcontractors";

    /// <summary>What the payment method <c>Bank</c> pays from, code 5120.</summary>
    public const string BankAccountName = "Bank";

    private static readonly string[] Owed = ["posted", "paid"];

    private TrytonDatabase(string name, TrytonRpc rpc) => (Name, Rpc) = (name, rpc);

    /// <summary>What the server calls it; the path of its address.</summary>
    public string Name { get; }

    /// <summary>Any other call, as <see cref="User"/>.</summary>
    public TrytonRpc Rpc { get; }

    /// <summary>The company's id.</summary>
    public int CompanyId { get; private set; }

    /// <summary>The id of <see cref="ExpenseAccountName"/>.</summary>
    public int ExpenseAccountId { get; private set; }

    /// <summary>The id of <see cref="OtherExpenseAccountName"/>.</summary>
    public int OtherExpenseAccountId { get; private set; }

    /// <summary>The id of <see cref="BankAccountName"/>.</summary>
    public int BankAccountId { get; private set; }

    /// <summary>The id of <see cref="TaxName"/>.</summary>
    public int TaxId { get; private set; }

    internal static async Task<TrytonDatabase> OpenAsync(Uri server, string name, CancellationToken cancel)
    {
        var database = new TrytonDatabase(name, new TrytonRpc(server, name));
        await database.Rpc.LoginAsync(User, Password, cancel);
        database.CompanyId = await database.Rpc.FirstAsync("company.company", cancel, Is("party.name", CompanyName));
        database.ExpenseAccountId = await database.AccountAsync(ExpenseAccountName, cancel);
        database.OtherExpenseAccountId = await database.AccountAsync(OtherExpenseAccountName, cancel);
        database.BankAccountId = await database.AccountAsync(BankAccountName, cancel);
        database.TaxId = await database.TaxAsync(TaxName, cancel);
        return database;
    }

    /// <summary>The id of a tax by its name.</summary>
    public Task<int> TaxAsync(string name, CancellationToken cancel) => Rpc.FirstAsync("account.tax", cancel, Is("name", name), Is("company", CompanyId));

    /// <summary>The id of an account by its name.</summary>
    public Task<int> AccountAsync(string name, CancellationToken cancel) => Rpc.FirstAsync("account.account", cancel, Is("name", name), Is("company", CompanyId));

    /// <summary>How many posted or paid bills have the vendor's number; cancelled ones do not count.</summary>
    public Task<int> CountBillsAsync(string number, CancellationToken cancel) =>
        CountAsync("account.invoice", cancel, Is("reference", number), Is("type", "in"), new object[] { "state", "in", Owed });

    /// <summary>How many bills have the vendor's number, whatever their state.</summary>
    public Task<int> CountBillsOfAnyStateAsync(string number, CancellationToken cancel) => CountAsync("account.invoice", cancel, Is("reference", number), Is("type", "in"));

    /// <summary>How many active parties have the name.</summary>
    public Task<int> CountPartiesAsync(string name, CancellationToken cancel) => CountAsync("party.party", cancel, Is("name", name));

    /// <summary>How many records of a model fit a domain.</summary>
    public async Task<int> CountAsync(string model, CancellationToken cancel, params object[] domain) =>
        (await Rpc.ModelAsync(model, "search_count", cancel, [domain])).GetInt32();

    /// <summary>What is owed to all parties of a name, in cents of <see cref="Currency"/>: the credit balance of the payable accounts in posted moves.</summary>
    public async Task<long> OwedToAsync(string party, CancellationToken cancel) => -await BalanceAsync([Is("account.type.payable", true), Is("party.name", party)], cancel);

    /// <summary>Debit less credit of an account in all posted moves, in cents of <see cref="Currency"/>.</summary>
    public Task<long> BalanceOfAsync(int account, CancellationToken cancel) => BalanceAsync([Is("account", account)], cancel);

    /// <summary>Debit less credit of all accounts in all moves: zero, or the books are broken.</summary>
    public async Task<long> ImbalanceAsync(CancellationToken cancel) => Balance(await Rpc.ReadAsync("account.move.line", [], ["debit", "credit"], cancel));

    /// <summary>What is still owed on a bill, in cents of its currency, and its state, by Tryton's own fields.</summary>
    public async Task<(string State, long Due)> BillAsync(string id, CancellationToken cancel)
    {
        var bill = (await Rpc.ReadAsync("account.invoice", [Is("id", int.Parse(id, CultureInfo.InvariantCulture))], ["state", "amount_to_pay"], cancel))[0];
        return (bill.GetProperty("state").GetString()!, (long)(TrytonRpc.Number(bill.GetProperty("amount_to_pay")) * 100));
    }

    /// <summary>Closes the month of a day, so that nothing can be booked in it.</summary>
    public async Task CloseMonthAsync(DateOnly day, CancellationToken cancel)
    {
        object[] covering = [new object[] { "start_date", "<=", TrytonRpc.Date(day) }, new object[] { "end_date", ">=", TrytonRpc.Date(day) }, Is("company", CompanyId)];
        var period = await Rpc.FirstAsync("account.period", cancel, covering);
        await Rpc.ModelAsync("account.period", "close", cancel, [new[] { period }]);
    }

    /// <summary>Makes another company with books of the same kind in this database, and gives its id.</summary>
    public async Task<int> AddCompanyAsync(string name, CancellationToken cancel)
    {
        var currency = await Rpc.FirstAsync("currency.currency", cancel, Is("code", Currency));
        var company = await TrytonSeed.CompanyAsync(Rpc, await Rpc.CreateAsync("party.party", new { name }, cancel), currency, cancel);
        await Rpc.ModelAsync("res.user", "write", cancel, new[] { await Rpc.FirstAsync("res.user", cancel, Is("login", User)) }, new { company = CompanyId });
        Rpc.Context["company"] = CompanyId;
        return company;
    }

    /// <inheritdoc/>
    public void Dispose() => Rpc.Dispose();

    private static object[] Is(string field, object value) => [field, "=", value];

    private async Task<long> BalanceAsync(object[][] domain, CancellationToken cancel) =>
        Balance(await Rpc.ReadAsync("account.move.line", [.. domain, Is("move.state", "posted"), Is("move.company", CompanyId)], ["debit", "credit"], cancel));

    private static long Balance(IEnumerable<System.Text.Json.JsonElement> lines) =>
        (long)(100 * lines.Sum(line => TrytonRpc.Number(line.GetProperty("debit")) - TrytonRpc.Number(line.GetProperty("credit"))));
}
