using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Quittance.Tests.Documents;

namespace Quittance.Tests.MainJob;

/// <summary>The product's main job on real electronic invoices: bill in, payment out, and books that agree.</summary>
[Collection("moves the clock")]
public sealed class PayingRealInvoices(TestServer server)
{
    [Fact]
    public async Task Real_invoices_become_payments_and_books_that_balance()
    {
        Assert.SkipWhen(InvoiceSamples.Shared is null, InvoiceSamples.WhyNotShared);
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var files = Distinct(InvoiceSamples.ExpectedIn(InvoiceSamples.Shared!));
        var connected = await ConnectSuppliersAsync(tenant, payer, files);

        var imported = new List<(ExpectedInvoice Expected, JsonElement Result)>();
        foreach (var file in connected)
        {
            imported.Add((file, await ImportAsync(tenant, payer, file)));
        }

        await DecideDoubtfulBillsAsync(tenant, payer, imported.Select(item => item.Result));
        await tenant.RunJobsAsync();
        server.Clock.Advance(TimeSpan.FromDays(400)); // Past every due date of the samples.
        await tenant.RunJobsAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(3));
        await tenant.RunJobsAsync();

        Assert.True(imported.Count >= 20, $"only {imported.Count} samples could be connected");
        Assert.All(imported, item => Assert.True(item.Result.GetProperty("outcome").GetString() == "created", $"{item.Expected.File}: {item.Result}"));
        var transactions = await AllTransactionsAsync(tenant);
        Assert.Equal(imported.Count, transactions.Count);
        Assert.All(transactions, transaction => Assert.Equal("COMPLETED", transaction.GetProperty("status").GetString()));
        AssertPaidAmounts(imported.Select(item => item.Expected), transactions);
        await AssertBooksAsync(tenant, payer, imported.Select(item => item.Expected));
    }

    [Fact]
    public async Task The_same_file_twice_makes_nothing_new_and_says_so()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var fixture = Distinct(InvoiceSamples.ExpectedIn(InvoiceSamples.Committed)).First(file => file.File.Contains("xrechnung", StringComparison.Ordinal));
        await ConnectSuppliersAsync(tenant, payer, [fixture]);

        var first = await ImportAsync(tenant, payer, fixture, InvoiceSamples.Committed);
        var second = await ImportAsync(tenant, payer, fixture, InvoiceSamples.Committed);

        Assert.Equal("created", first.GetProperty("outcome").GetString());
        Assert.Equal("duplicate", second.GetProperty("outcome").GetString());
        Assert.Equal(first.GetProperty("invoiceId").GetString(), second.GetProperty("invoiceId").GetString());
        Assert.Equal(first.GetProperty("documentId").GetString(), second.GetProperty("documentId").GetString());
        Assert.Single((await tenant.GetAsync($"/api/businesses/{payer}/imports")).Ok().Json.EnumerateArray());
    }

    [Fact]
    public async Task A_bill_of_nobody_we_know_waits_and_is_taken_in_once_its_supplier_is_connected()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var fixture = Distinct(InvoiceSamples.ExpectedIn(InvoiceSamples.Committed)).First(file => file.File.Contains("xrechnung", StringComparison.Ordinal));

        var before = await ImportAsync(tenant, payer, fixture, InvoiceSamples.Committed);
        await ConnectSuppliersAsync(tenant, payer, [fixture]);
        var after = await ImportAsync(tenant, payer, fixture, InvoiceSamples.Committed);

        Assert.Equal(("unmatched", JsonValueKind.Null), (before.GetProperty("outcome").GetString(), before.GetProperty("invoiceId").ValueKind));
        Assert.Equal("created", after.GetProperty("outcome").GetString());
        Assert.Equal(before.GetProperty("documentId").GetString(), after.GetProperty("documentId").GetString());
    }

    // No rule pays a likely duplicate (0000123456 and 123456 of one supplier) or a bill whose sums disagree: a person decides.
    private static async Task DecideDoubtfulBillsAsync(Tenant tenant, string payer, IEnumerable<JsonElement> results)
    {
        var wrong = results
            .Where(result => result.GetProperty("faults").EnumerateArray().Any(fault => fault.GetProperty("rule").GetString()!.StartsWith("BR-CO-", StringComparison.Ordinal)))
            .Select(result => result.GetProperty("invoiceId").GetString())
            .ToHashSet();
        var waiting = (await tenant.GetAsync($"/api/businesses/{payer}/payables?status=SUBMITTED")).Ok().Json.EnumerateArray().ToList();
        Assert.NotEmpty(wrong);
        Assert.Superset(wrong, waiting.Select(payable => payable.GetProperty("id").GetString()).ToHashSet());
        Assert.All(waiting, payable => Assert.True(
            wrong.Contains(payable.GetProperty("id").GetString()) || payable.GetProperty("possibleDuplicateOf").ValueKind == JsonValueKind.String, $"{payable}"));
        foreach (var payable in waiting)
        {
            var id = payable.GetProperty("id").GetString();
            (await tenant.PostAsync($"/api/businesses/{payer}/payables/{id}/approve")).Ok();
            (await tenant.PostAsync("/api/payments/initiate", new { payableId = id })).Created();
        }
    }

    // What the samples share with each other: the same number from the same supplier is one bill in several syntaxes.
    private static List<ExpectedInvoice> Distinct(IReadOnlyList<ExpectedInvoice> files) =>
    [
        .. files
            .Where(file => file.File.EndsWith(".xml", StringComparison.Ordinal) && file.Syntax is "CII" or "UBL-Invoice" && file.Due > 0 && file.SupplierVat.Length > 0)
            .DistinctBy(file => (Compact(file.SupplierVat), file.Number)),
    ];

    private static async Task<List<ExpectedInvoice>> ConnectSuppliersAsync(Tenant tenant, string payer, IReadOnlyList<ExpectedInvoice> files)
    {
        var connected = new List<ExpectedInvoice>();
        foreach (var supplier in files.GroupBy(file => Compact(file.SupplierVat)))
        {
            var made = await tenant.PostAsync("/api/businesses", new { name = $"Supplier \"{supplier.Key}\"; & Söhne", registrationNumbers = new { vat = supplier.First().SupplierVat } });
            if (made.Status == 201) // Some samples carry VAT numbers that no state would give out.
            {
                await tenant.ConnectAsync(payer, made.Text("id"), autoApproval: new { enabled = true, requireMatchedSupplier = true });
                connected.AddRange(supplier);
            }
        }

        return connected;
    }

    private static string Compact(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static async Task<JsonElement> ImportAsync(Tenant tenant, string payer, ExpectedInvoice file, string? folder = null)
    {
        using var content = new MultipartFormDataContent();
        var bytes = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder ?? InvoiceSamples.Shared!, file.File), TestContext.Current.CancellationToken));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        content.Add(bytes, "file", Path.GetFileName(file.File));
        return (await tenant.PostAsync($"/api/businesses/{payer}/imports", content)).Ok().Json.EnumerateArray().Single();
    }

    private static async Task<List<JsonElement>> AllTransactionsAsync(Tenant tenant)
    {
        var all = new List<JsonElement>();
        for (var after = ""; ;)
        {
            var page = (await tenant.GetAsync($"/transactions?limit=7&startingAfter={after}")).Ok();
            all.AddRange(page.At("data").EnumerateArray());
            if (!page.At("hasMore").GetBoolean())
            {
                Assert.Equal(all.Count, page.At("count").GetInt32());
                return all;
            }

            after = all[^1].GetProperty("id").GetString()!;
        }
    }

    private static void AssertPaidAmounts(IEnumerable<ExpectedInvoice> expected, IReadOnlyList<JsonElement> transactions)
    {
        var paid = transactions.Select(transaction => (
            transaction.GetProperty("invoices")[0].GetProperty("invoiceNumber").GetString()!,
            transaction.GetProperty("currency").GetString()!,
            transaction.GetProperty("invoices")[0].GetProperty("amount").GetDecimal()));
        Assert.Equal(
            expected.Select(file => (file.Number, file.Currency, file.Due)).Order(),
            paid.Order());
    }

    /// <summary>Both programs accept the journal, and its balances are what the database holds: nothing owed, all of it spent.</summary>
    private static async Task AssertBooksAsync(Tenant tenant, string payer, IEnumerable<ExpectedInvoice> paid)
    {
        var file = Path.Combine(Path.GetTempPath(), $"quittance-{tenant.Id}.journal");
        try
        {
            await File.WriteAllTextAsync(file, await tenant.JournalAsync(payer), TestContext.Current.CancellationToken);
            await RunAsync("hledger", "-f", file, "check");
            await RunAsync("bean-check", file);
            Assert.Empty(await BalanceAsync(file, "Liabilities"));
            Assert.Equal(
                paid.GroupBy(invoice => invoice.Currency).Select(group => (group.Key, -group.Sum(invoice => invoice.Due))).Order(),
                (await BalanceAsync(file, "Assets:Wallet")).Order());
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What hledger says an account and those below it hold, without zeros.</summary>
    private static async Task<List<(string Currency, decimal Amount)>> BalanceAsync(string file, string account)
    {
        var csv = await RunAsync("hledger", "-f", file, "bal", "-O", "csv", "-N", "--depth", "2", account);
        return
        [
            .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .SelectMany(line => line[(line.IndexOf("\",\"", StringComparison.Ordinal) + 3)..].Trim('"').Split(", "))
                .Where(amount => amount != "0")
                .Select(amount => (amount.Split(' ')[1], decimal.Parse(amount.Split(' ')[0], CultureInfo.InvariantCulture))),
        ];
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} exited {process.ExitCode}: {error} {output}"));
        return output;
    }
}
