namespace Quittance.Counterparts.Tryton;

/// <summary>Makes a company that keeps books out of an empty Tryton database, the way its user would: through the server.</summary>
internal static class TrytonSeed
{
    /// <summary>Part of the name of the file that is kept: raise it with every change here.</summary>
    public const int Revision = 4;

    public static async Task RunAsync(TrytonRpc tryton, CancellationToken cancel)
    {
        var euro = await CurrencyAsync(tryton, TrytonDatabase.Currency, "€", 1m, cancel);
        await CurrencyAsync(tryton, TrytonDatabase.OtherCurrency, "$", TrytonDatabase.OtherCurrencyRate, cancel);
        foreach (var (code, name) in new[] { ("FR", "France"), ("DE", "Germany"), ("GB", "United Kingdom"), ("US", "United States") })
        {
            await tryton.CreateAsync("country.country", new { code, name }, cancel);
        }

        var owner = await tryton.CreateAsync("party.party", new { name = TrytonDatabase.CompanyName }, cancel);
        await CompanyAsync(tryton, owner, euro, cancel);
    }

    /// <summary>A company with everything that bills and payments need; the user's own from then on.</summary>
    public static async Task<int> CompanyAsync(TrytonRpc tryton, int party, int currency, CancellationToken cancel)
    {
        var company = await tryton.CreateAsync("company.company", new { party, currency }, cancel);
        var user = await tryton.FirstAsync("res.user", cancel, Is("login", TrytonDatabase.User));
        await tryton.ModelAsync("res.user", "write", cancel, new[] { user }, new { companies = new object[] { new object[] { "add", new[] { company } } }, company });
        tryton.Context["company"] = company;
        await ChartAsync(tryton, company, cancel);
        await TaxesAsync(tryton, company, cancel);
        for (var year = TrytonDatabase.FirstYear; year <= TrytonDatabase.LastYear; year++)
        {
            await FiscalYearAsync(tryton, company, year, cancel);
        }

        var journal = await tryton.FirstAsync("account.journal", cancel, Is("type", "cash"));
        foreach (var (name, account) in new[] { ("Bank", TrytonDatabase.BankAccountName), ("Cash", "Main Cash") })
        {
            var id = await tryton.FirstAsync("account.account", cancel, Is("name", account), Is("company", company));
            await tryton.CreateAsync("account.invoice.payment.method", new { name, company, journal, debit_account = id, credit_account = id }, cancel);
        }

        return company;
    }

    private static object[] Is(string field, object value) => [field, "=", value];

    private static async Task<int> CurrencyAsync(TrytonRpc tryton, string code, string symbol, decimal rate, CancellationToken cancel) =>
        await tryton.CreateAsync("currency.currency", new
        {
            name = code,
            symbol,
            code,
            rounding = TrytonRpc.Number(0.01m),
            digits = 2,
            rates = new object[] { new object[] { "create", new[] { new { date = TrytonRpc.Date(new DateOnly(TrytonDatabase.FirstYear, 1, 1)), rate = TrytonRpc.Number(rate) } } } },
        }, cancel);

    private static async Task ChartAsync(TrytonRpc tryton, int company, CancellationToken cancel)
    {
        var template = (await tryton.ReadAsync("ir.model.data", [Is("module", "account"), Is("fs_id", "account_template_root_en")], ["db_id"], cancel))[0]
            .GetProperty("db_id").GetInt32();
        const string Wizard = "wizard.account.create_chart";
        var session = (await tryton.CallAsync($"{Wizard}.create", cancel, tryton.Context))[0].GetInt32();
        var account = new { company, account_template = template };
        await tryton.CallAsync($"{Wizard}.execute", cancel, session, new { start = new { } }, "account", tryton.Context);
        await tryton.CallAsync($"{Wizard}.execute", cancel, session, new { start = new { }, account }, "create_account", tryton.Context);
        var properties = new
        {
            company,
            account_receivable = await tryton.FirstAsync("account.account", cancel, Is("type.receivable", true), Is("company", company)),
            account_payable = await tryton.FirstAsync("account.account", cancel, Is("type.payable", true), Is("company", company)),
        };
        await tryton.CallAsync($"{Wizard}.execute", cancel, session, new { start = new { }, account, properties }, "create_properties", tryton.Context);
        await tryton.CallAsync($"{Wizard}.delete", cancel, session, tryton.Context);

        await AccountAsync(tryton, company, TrytonDatabase.OtherExpenseAccountName, "6100", "Main Expense", cancel);
        await AccountAsync(tryton, company, "Travel", "6250", "Main Expense", cancel);
        await AccountAsync(tryton, company, TrytonDatabase.BankAccountName, "5120", "Main Cash", cancel);
    }

    private static async Task AccountAsync(TrytonRpc tryton, int company, string name, string code, string like, CancellationToken cancel)
    {
        var type = (await tryton.ReadAsync("account.account", [Is("name", like), Is("company", company)], ["type"], cancel))[0].GetProperty("type").GetInt32();
        await tryton.CreateAsync("account.account", new { name, code, company, type }, cancel);
    }

    private static async Task TaxesAsync(TrytonRpc tryton, int company, CancellationToken cancel)
    {
        var group = await tryton.SearchAsync("account.tax.group", cancel, Is("code", "P")) is [var known, ..]
            ? known
            : await tryton.CreateAsync("account.tax.group", new { name = "Purchase", code = "P", kind = "purchase" }, cancel);
        var account = await tryton.FirstAsync("account.account", cancel, Is("name", "Main Tax"), Is("company", company));
        foreach (var (name, rate) in new[] { (TrytonDatabase.TaxName, 0.2m), ("VAT 10 %", 0.1m), ("VAT 5.5 %", 0.055m) })
        {
            await tryton.CreateAsync("account.tax", new
            {
                name,
                description = name,
                group,
                company,
                type = "percentage",
                rate = TrytonRpc.Number(rate),
                invoice_account = account,
                credit_note_account = account,
            }, cancel);
        }
    }

    private static async Task FiscalYearAsync(TrytonRpc tryton, int company, int year, CancellationToken cancel)
    {
        var name = FormattableString.Invariant($"{year}");
        var moves = await tryton.CreateAsync("ir.sequence", new
        {
            name,
            company,
            sequence_type = await tryton.FirstAsync("ir.sequence.type", cancel, Is("name", "Account Move")),
        }, cancel);
        var invoices = await tryton.CreateAsync("ir.sequence.strict", new
        {
            name,
            company,
            prefix = $"{name}-",
            sequence_type = await tryton.FirstAsync("ir.sequence.type", cancel, Is("name", "Invoice")),
        }, cancel);
        var sequences = new
        {
            company,
            in_invoice_sequence = invoices,
            in_credit_note_sequence = invoices,
            out_invoice_sequence = invoices,
            out_credit_note_sequence = invoices,
        };
        var fiscalYear = await tryton.CreateAsync("account.fiscalyear", new
        {
            name,
            company,
            start_date = TrytonRpc.Date(new DateOnly(year, 1, 1)),
            end_date = TrytonRpc.Date(new DateOnly(year, 12, 31)),
            post_move_sequence = moves,
            invoice_sequences = new object[] { new object[] { "create", new[] { sequences } } },
        }, cancel);
        await tryton.ModelAsync("account.fiscalyear", "create_period", cancel, [new[] { fiscalYear }]);
    }
}
