using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Network;
using Quittance.Server.Storage;

namespace Quittance.Tests.Payments;

/// <summary>Random searches over random transactions, each page compared with what looking at every one of them finds.</summary>
public sealed class MatchingTheModel(TestServer server)
{
    private static readonly string[] Words = ["INV-1", "INV-12", "inv-123", "Ünïcode", "straße", "ΣΊΣΥΦΟΣ", "Globex", "Acme", "a", "x1f"];
    private static readonly string[] Currencies = ["USD", "JPY", "BHD"];
    private static readonly string[] MetadataKeys = ["department", "project", "cost center"];
    private static readonly string[] MetadataValues = ["sales", "legal", "12", "Ü&=+"];
    private static readonly string[] Accounts = ["600", "601", "a/b"];

    private readonly List<Modelled> _model = [];
    private readonly Dictionary<Guid, string> _names = [];
    private readonly List<Guid> _payers = [];
    private readonly List<Guid> _vendors = [];
    private readonly Dictionary<(Guid, Guid), Guid> _connections = [];
    private Tenant _tenant = null!;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _numbers;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_of_every_search_is_what_the_model_says()
    {
        await OpenAsync();
        await AddAsync(70);
        await CompareAsync(150);
        for (var round = 0; round < 4; round++)
        {
            await ChangeAsync();
            await AddAsync(3);
            await CompareAsync(60);
        }
    }

    private async Task CompareAsync(int searches)
    {
        var callers = new List<(Tenant Tenant, Guid[]? Sees)> { (_tenant, null) };
        foreach (var sees in new[] { new[] { _payers[0] }, [_vendors[0]], [_payers[1], _vendors[1]] })
        {
            callers.Add((_tenant.With(await TokenMaking.AddAsync(server.Owner, _tenant.Id, ["invoices.read"], sees)), sees));
        }

        foreach (var asked in Asks().Sample(searches, 20))
        {
            var (tenant, sees) = callers[asked.Caller];
            var seen = _model.Where(item => sees is null || sees.Contains(item.Payer) || sees.Contains(item.Vendor)).ToList();
            var after = asked.After is { } at && seen.Count > 0 ? seen[at % seen.Count] : null;
            var query = string.Join('&', asked.Terms.Append($"limit={asked.Limit}").Concat(after is null ? [] : [$"startingAfter=trx_{after.Id:d}"]));

            var page = (await tenant.GetAsync($"/transactions?{query}")).Ok();

            var found = seen.Where(item => asked.Tests.All(test => test(item))).ToList();
            var rest = found.OrderByDescending(item => item.CreatedAt).ThenByDescending(item => item.Id).Where(item => after is null || item.Id < after.Id).ToList();
            Assert.True(found.Count == page.At("count").GetInt32(), $"{query}: {found.Count} in the model, {page.At("count")} found");
            Assert.Equal(
                (query, rest.Count > asked.Limit, string.Join(' ', rest.Take(asked.Limit).Select(item => $"trx_{item.Id:d}"))),
                (query, page.At("hasMore").GetBoolean(), string.Join(' ', page.At("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()))));
            var file = Text(await DownloadAsync(tenant, string.Join('&', asked.Terms.Concat(after is null ? [] : [$"startingAfter=trx_{after.Id:d}"]))));
            Assert.True(Text(rest) == file, $"{query}: the model has\n{Text(rest)}\nand the file\n{file}");
            Assert.All(page.At("data").EnumerateArray(), item => Assert.Equal(
                _model.Single(modelled => $"trx_{modelled.Id:d}" == item.GetProperty("id").GetString()) is var modelled ? (modelled.Status.ToString().ToUpperInvariant(), _names[modelled.Vendor]) : default,
                (item.GetProperty("status").GetString(), item.GetProperty("vendor").GetProperty("name").GetString())));
        }
    }

    private static string Text(IEnumerable<Modelled> items) => Text(items.Select(item => $"trx_{item.Id:d}"));

    private static string Text(IEnumerable<string> ids) => string.Join(' ', ids);

    // The same search as a file: it is read by one statement, not from the segments.
    private static async Task<IEnumerable<string>> DownloadAsync(Tenant tenant, string query)
    {
        var link = (await tenant.GetAsync($"/transactions/download?{query}")).Ok();
        var csv = (await tenant.With(null).GetAsync(new Uri(link.Text("url")).PathAndQuery)).Ok().Body;
        return DownloadingTransactions.Parse(csv).Skip(1).Select(row => row[0]);
    }

    // What a caller may ask, and what that means for one transaction.
    private Gen<Ask> Asks()
    {
        var parts = Gen.OneOf(
            Several(Enum.GetValues<TransactionStatus>(), "status", value => value.ToString().ToUpperInvariant(), item => [item.Status]),
            Several(Enum.GetValues<TransactionType>(), "transactionType", value => char.ToLowerInvariant($"{value}"[0]) + $"{value}"[1..], item => [item.Type]),
            Several(_payers, "payerId", id => $"ent_{id:d}", item => [item.Payer]),
            Several([.. _vendors, .. _payers], "vendorId", id => $"{id:n}", item => [item.Vendor]),
            Several([.. _vendors, .. _payers], "entityId", id => $"ent_{id:d}", item => [item.Bills[0].Creator]),
            Several(_model.Select(item => item.Id).ToList(), "transactionId", id => $"trx_{id:d}", item => [item.Id]),
            Several(_model.SelectMany(item => item.Bills).ToList(), "invoiceId", bill => bill.Id.Version == 7 && bill.Foreign.Length % 2 == 0 ? $"in_{bill.Id:d}" : bill.Foreign, item => item.Bills),
            Several(Accounts, "lineItemGlAccountId", Uri.EscapeDataString, item => item.Bills.Where(bill => bill.Account is not null).Select(bill => bill.Account!)),
            Times("startDate", (item, time) => item.CreatedAt >= time),
            Times("endDate", (item, time) => item.CreatedAt <= time),
            MetadataPart("metadata", bill => bill.Metadata),
            MetadataPart("lineItemMetadata", bill => bill.LineMetadata),
            Searches());
        return from caller in Gen.Choose(0, 3)
               from limit in Gen.Choose(1, 15)
               from after in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(0, 999).Select(value => (int?)value))
               from count in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
               from some in Gen.ListOf(parts, count)
               let chosen = some.DistinctBy(part => part.Name).ToList()
               select new Ask(caller, limit, after, [.. chosen.Select(part => part.Query)], [.. chosen.Select(part => part.Takes)]);
    }

    private static Gen<Part> Several<T>(IReadOnlyCollection<T> values, string name, Func<T, string> text, Func<Modelled, IEnumerable<T>> of) =>
        from some in Gen.ArrayOf(Gen.Elements<T>(values), 2)
        select new Part(name, string.Join('&', some.Select(value => $"{name}={text(value)}")), item => of(item).Intersect(some).Any());

    private Gen<Part> Times(string name, Func<Modelled, DateTimeOffset, bool> takes) =>
        from item in Gen.Elements<Modelled>(_model)
        from off in Gen.Choose(-1, 1)
        let time = item.CreatedAt.AddMilliseconds(off)
        select new Part(name, $"{name}={time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}", one => takes(one, time));

    private static Gen<Part> MetadataPart(string name, Func<ModelledBill, Dictionary<string, string>> of) =>
        from key in Gen.Elements(MetadataKeys)
        from values in Gen.ArrayOf(Gen.Elements<string>([.. MetadataValues, "NULL", "NOT NULL"]), 2)
        from keyFirst in Gen.Elements(true, false)
        let asKey = $"{Uri.EscapeDataString($"{name}[key]")}={Uri.EscapeDataString(key)}"
        let asValues = string.Join('&', values.Select(value => $"{Uri.EscapeDataString($"{name}[value]")}={Uri.EscapeDataString(value)}"))
        select new Part(name, keyFirst ? $"{asKey}&{asValues}" : $"{asValues}&{asKey}", item => values.Any(value => value switch
        {
            "NULL" => !item.Bills.Any(bill => of(bill).ContainsKey(key)),
            "NOT NULL" => item.Bills.Any(bill => of(bill).ContainsKey(key)),
            _ => item.Bills.Any(bill => of(bill).GetValueOrDefault(key) == value),
        }));

    private Gen<Part> Searches() =>
        from text in Gen.Elements<string>([.. _model.SelectMany(Searched).Distinct()])
        from start in Gen.Choose(0, 3)
        from length in Gen.Choose(1, 6)
        from form in Gen.Choose(0, 2)
        let part = text[Math.Min(start, text.Length - 1)..]
        let some = part[..Math.Min(length, part.Length)]
        let cased = form switch { 0 => some.ToUpperInvariant(), 1 => $" {some.ToLowerInvariant()} ", _ => some }
        where cased.Trim().Length > 0 && cased.Trim() == cased.Trim().Normalize()
        select new Part("search", $"search={Uri.EscapeDataString(cased)}", item => Searched(item).Any(term => Plain(term).Contains(Plain(cased.Trim()), StringComparison.Ordinal)));

    private IEnumerable<string> Searched(Modelled item) =>
    [
        _names[item.Vendor], .. item.Bills.Select(bill => bill.Number), .. item.Check is { } check ? [$"{check}"] : Array.Empty<string>(),
        .. item.Bills.Select(bill => bill.Minor).Append(item.Bills.Sum(bill => bill.Minor)).SelectMany(minor => new[] { $"{minor}", new Money(minor, Currency.Of(item.Currency)).ToMajorText() }),
    ];

#pragma warning disable CA1308 // What is compared, not shown.
    private static string Plain(string text) => text.ToUpperInvariant().ToLowerInvariant();
#pragma warning restore CA1308

    private async Task OpenAsync()
    {
        _tenant = await server.NewTenantAsync();
        foreach (var list in new[] { _payers, _vendors })
        {
            for (var n = 0; n < 3; n++)
            {
                var name = $"{Words[list.Count + (list == _vendors ? 3 : 6)]} {n}";
                var id = NetworkIds.BusinessOf(await _tenant.BusinessAsync(name)).Value;
                list.Add(id);
                _names.Add(id, name);
                await RunAsync(
                    "insert into payment_methods (organization_id, id, business_id, kind, is_confirmed, created_at, updated_at) values ($1, $2, $2, 'off_platform', true, now(), now())",
                    id);
            }
        }

        foreach (var (payer, vendor) in _payers.SelectMany(payer => _vendors.Select(vendor => (payer, vendor))))
        {
            var connection = await _tenant.ConnectAsync($"biz_{payer:n}", $"biz_{vendor:n}");
            _connections[(payer, vendor)] = Guid.ParseExact(connection["conn_".Length..], "N");
        }
    }

    private async Task AddAsync(int count)
    {
        var bills =
            from number in Gen.Elements(Words)
            from minor in Gen.Choose(1, 30_000)
            from keys in Gen.SubListOf(MetadataKeys)
            from values in Gen.ArrayOf(Gen.Elements(MetadataValues), 3)
            from lineKeys in Gen.SubListOf(MetadataKeys)
            from account in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements<string?>(Accounts))
            from byVendor in Gen.Elements(true, false)
            select (number, minor, Metadata: Of(keys, values), LineMetadata: Of(lineKeys, values), account, byVendor);
        var made =
            from payer in Gen.Elements<Guid>(_payers)
            from vendor in Gen.Elements<Guid>(_vendors)
            from status in Gen.Elements(Enum.GetValues<TransactionStatus>())
            from type in Gen.Elements(Enum.GetValues<TransactionType>())
            from currency in Gen.Elements(Currencies)
            from pause in Gen.Choose(1, 5)
            from size in Gen.Choose(1, 2)
            from some in Gen.ListOf(bills, size)
            select (payer, vendor, status, type, currency, pause, Bills: some.ToList());
        var added = new List<Guid>();
        foreach (var item in made.Sample(count, 20))
        {
            _now = _now.AddMilliseconds(item.pause);
            var isCheck = item.type is TransactionType.BankAccountToMailedCheck or TransactionType.BankAccountToPrintedCheck;
            var transaction = new Modelled(
                Guid.CreateVersion7(_now), item.payer, item.vendor, item.type, _now, item.currency, isCheck ? 4000 + ++_numbers : null,
                [
                    .. item.Bills.Select((bill, at) => new ModelledBill(
                        Guid.CreateVersion7(_now), bill.byVendor ? item.vendor : item.payer, $"{bill.number}-{++_numbers}", $"foreign {_numbers}", bill.minor,
                        bill.Metadata, bill.LineMetadata, bill.account, at)),
                ])
            { Status = item.status };
            _model.Add(transaction);
            added.Add(transaction.Id);
            await InsertAsync(transaction);
        }

        await TellAsync(session => added.ForEach(id => session.Shown.TransactionChanged(new TransactionId(id))));

        static Dictionary<string, string> Of(IEnumerable<string> keys, string[] values) => keys.Select((key, at) => (key, values[at])).ToDictionary(pair => pair.key, pair => pair.Item2);
    }

    // Statuses in place, metadata in place of what was there, and a vendor's name.
    private async Task ChangeAsync()
    {
        foreach (var item in Gen.Elements<Modelled>(_model).Sample(5, 10))
        {
            item.Status = item.Status == TransactionStatus.Pending ? TransactionStatus.Completed : TransactionStatus.Pending;
            await RunAsync(
                "update transactions set status = $3, completed_at = created_at where organization_id = $1 and id = $2", item.Id, Server.Storage.Words.Of(item.Status));
            await TellAsync(session => session.Shown.TransactionChanged(new TransactionId(item.Id)));
        }

        foreach (var item in Gen.Elements<Modelled>(_model).Sample(3, 10))
        {
            var bill = item.Bills[0];
            bill.Metadata.Clear();
            bill.Metadata["project"] = "12";
            await RunAsync(
                "update invoice_plans set metadata = $3::jsonb where organization_id = $1 and invoice_id = $2", bill.Id, JsonSerializer.Serialize(bill.Metadata));
            await TellAsync(session => session.Shown.InvoiceChanged(new Quittance.Domain.Invoices.InvoiceId(bill.Id)));
        }

        var vendor = _vendors[_numbers % _vendors.Count];
        _names[vendor] = $"{Words[_numbers % Words.Length]} & {_numbers}";
        (await _tenant.PatchAsync($"/api/businesses/biz_{vendor:n}", new { name = _names[vendor] })).Ok();
    }

    private async Task InsertAsync(Modelled item)
    {
        foreach (var bill in item.Bills)
        {
            await RunAsync(
                """
                insert into invoices (organization_id, id, connection_id, payer_id, payee_id, author, number, currency, amount_minor, status, approved_by, approved_at, created_at, updated_at)
                values ($1, $2, $3, $4, $5, 'payee', $6, $7, $8, 'paying', 'test', $9, $9, $9)
                """,
                bill.Id, _connections[(item.Payer, item.Vendor)], item.Payer, item.Vendor, bill.Number, item.Currency, (long)bill.Minor, item.CreatedAt.AddTicks(bill.At * TimeSpan.TicksPerMillisecond));
            await RunAsync(
                "insert into invoice_plans (organization_id, invoice_id, creator_id, foreign_id, metadata) values ($1, $2, $3, $4, $5::jsonb)",
                bill.Id, bill.Creator, bill.Foreign, JsonSerializer.Serialize(bill.Metadata));
            await RunAsync(
                """
                insert into invoice_lines (organization_id, invoice_id, position, description, quantity, unit_price, amount_minor, metadata, gl_account_id, created_at, updated_at)
                values ($1, $2, 0, 'line', 1, 1, 1, $3::jsonb, $4, $5, $5)
                """,
                bill.Id, JsonSerializer.Serialize(bill.LineMetadata), bill.Account, item.CreatedAt);
        }

        await RunAsync(
            """
            insert into transactions (organization_id, id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, check_number, completed_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8, $9, $10, $10, $10)
            """,
            item.Id, Server.Storage.Words.Of(item.Type), Server.Storage.Words.Of(item.Status), item.Currency, (long)item.Bills.Sum(bill => bill.Minor), item.Payer, item.Vendor, item.Check, item.CreatedAt);
        foreach (var bill in item.Bills)
        {
            await RunAsync("insert into transaction_invoices (organization_id, transaction_id, invoice_id, amount_minor) values ($1, $2, $3, $4)", item.Id, bill.Id, (long)bill.Minor);
        }
    }

    private async Task RunAsync(string sql, params object?[] values)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _tenant.Id.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task TellAsync(Action<TenantSession> tell)
    {
        await using var session = await ((Database)server.Services.GetService(typeof(Database))!).OpenAsync(_tenant.Id, Cancel);
        tell(session);
        await session.CommitAsync(Cancel);
    }

    private sealed record Modelled(
        Guid Id, Guid Payer, Guid Vendor, TransactionType Type, DateTimeOffset CreatedAt, string Currency, int? Check, IReadOnlyList<ModelledBill> Bills)
    {
        public TransactionStatus Status { get; set; }
    }

    private sealed record ModelledBill(
        Guid Id, Guid Creator, string Number, string Foreign, int Minor, Dictionary<string, string> Metadata, Dictionary<string, string> LineMetadata, string? Account, int At);

    private sealed record Part(string Name, string Query, Func<Modelled, bool> Takes);

    private sealed record Ask(int Caller, int Limit, int? After, IReadOnlyList<string> Terms, IReadOnlyList<Func<Modelled, bool>> Tests);
}
