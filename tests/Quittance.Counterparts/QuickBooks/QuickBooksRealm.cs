using System.Globalization;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>One company over there, with its books.</summary>
public sealed class QuickBooksRealm
{
    private readonly Lock _lock = new();
    private readonly QuickBooksClock _clock;
    private readonly Dictionary<string, Dictionary<string, JsonObject>> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Kind, JsonObject Stub)> _deleted = [];
    private int _lastId = 40;

    internal QuickBooksRealm(QuickBooksClock clock, string id, string country, string homeCurrency)
    {
        (_clock, RealmId, Country, HomeCurrency) = (clock, id, country, homeCurrency);
        QuickBooksChartOfAccounts.Fill(this);
    }

    public string RealmId { get; }

    /// <summary>ISO 3166-1; <c>US</c> has no purchase taxes.</summary>
    public string Country { get; }

    public string HomeCurrency { get; }

    public string ExpenseAccountId { get; } = "7";

    public string PayableAccountId { get; } = "33";

    public string BankAccountId { get; } = "35";

    public string CardAccountId { get; } = "41";

    /// <summary>A code of 20 %; null in a company without purchase taxes.</summary>
    public string? StandardTaxId => Country == "US" ? null : "20";

    /// <summary>A code of two rates, 5 % and 9.975 %.</summary>
    public string? DoubleTaxId => Country == "US" ? null : "25";

    /// <summary>The preference that warns of a bill's number that is there already.</summary>
    public bool WarnsOfDuplicates { get; set; }

    /// <summary>Nothing is booked on this day or before.</summary>
    public DateOnly? ClosedUntil { get; set; }

    /// <summary>Whether taxes are always what the rates come to, whatever the bill says.</summary>
    public bool ComputesTaxesItself { get; set; }

    /// <summary>Whether bills do not name the payments that they are linked with.</summary>
    public bool HidesLinks { get; set; }

    /// <summary>How many queries still find nothing, as if what was sent were still being worked on.</summary>
    public int QueriesBehind { get; set; }

    /// <summary>How many objects change data capture tells at most.</summary>
    public int CaptureMax { get; set; } = 1000;

    /// <summary>Names of customers and employees, which no vendor can have.</summary>
    public HashSet<string> NamesOfOthers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many bills that are still owed or were paid have this number.</summary>
    public int CountBills(string number) => Count("Bill", bill => Text(bill, "DocNumber") == number);

    public int CountVendors(string name) => Count("Vendor", vendor => Text(vendor, "DisplayName") == name);

    /// <summary>What is owed to the vendors of this name, less what they still owe.</summary>
    public decimal OwedTo(string vendorName)
    {
        lock (_lock)
        {
            var ids = Of("Vendor").Where(vendor => Text(vendor, "DisplayName") == vendorName).Select(vendor => Text(vendor, "Id")!).ToHashSet();
            return ids.Sum(OwedToId);
        }
    }

    /// <summary>An object as it is now, for the eyes of a test; null when there is none.</summary>
    public JsonObject? Find(string kind, string id)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(kind, out var known) && known.TryGetValue(id, out var found) ? Shown(kind, found) : null;
        }
    }

    /// <summary>Every object of a kind, for the eyes of a test.</summary>
    public IReadOnlyList<JsonObject> All(string kind)
    {
        lock (_lock)
        {
            return [.. Of(kind).Select(found => Shown(kind, found))];
        }
    }

    /// <summary>Somebody makes or changes an object over there. With an Id it is changed, whatever its version is.</summary>
    public JsonObject Enter(string kind, JsonObject fields)
    {
        lock (_lock)
        {
            if (Text(fields, "Id") is not { } id)
            {
                return Create(kind, fields, "");
            }

            fields["SyncToken"] = Of(kind).First(found => Text(found, "Id") == id)["SyncToken"]!.DeepClone();
            fields["sparse"] = true;
            return Update(kind, fields, "");
        }
    }

    /// <summary>Somebody deletes an object over there.</summary>
    public void Remove(string kind, string id)
    {
        lock (_lock)
        {
            Delete(kind, new JsonObject { ["Id"] = id, ["SyncToken"] = Of(kind).First(found => Text(found, "Id") == id)["SyncToken"]!.DeepClone() });
        }
    }

    /// <summary>One more account.</summary>
    public void EnterAccount(string id, string name, string type, string classification, bool isActive) => Locked(() => Keep("Account", new JsonObject
    {
        ["Name"] = name,
        ["FullyQualifiedName"] = name,
        ["Active"] = isActive,
        ["Classification"] = classification,
        ["AccountType"] = type,
    }, id));

    /// <summary>Says of an object that it was last changed at another time.</summary>
    public void Backdate(string kind, string id, string time) => Locked(() => ((JsonObject)_objects[kind][id]["MetaData"]!)["LastUpdatedTime"] = time);

    internal T Locked<T>(Func<T> work)
    {
        lock (_lock)
        {
            return work();
        }
    }

    internal IEnumerable<JsonObject> Of(string kind) => _objects.TryGetValue(kind, out var known) ? known.Values : [];

    internal JsonObject? Get(string kind, string? id) => id is not null && _objects.TryGetValue(kind, out var known) ? known.GetValueOrDefault(id) : null;

    internal JsonObject Read(string kind, string id) => Shown(kind, Get(kind, id) ?? throw QuickBooksFaultException.NotFound());

    internal JsonObject Create(string kind, JsonObject body, string include)
    {
        var entity = (JsonObject)body.DeepClone();
        foreach (var field in (string[])["Id", "SyncToken", "sparse", "MetaData"])
        {
            entity.Remove(field);
        }

        new QuickBooksRules(this).Check(kind, entity, null, include);
        return Keep(kind, entity, (++_lastId).ToString(CultureInfo.InvariantCulture));
    }

    internal JsonObject Update(string kind, JsonObject body, string include)
    {
        var there = Current(kind, body);
        var entity = (JsonObject)(body["sparse"]?.GetValue<bool>() == true ? there : new JsonObject()).DeepClone();
        foreach (var (field, value) in body)
        {
            entity[field] = value?.DeepClone();
        }

        if (include.Contains("void", StringComparison.Ordinal))
        {
            entity = Voided(kind, there);
        }

        foreach (var field in (string[])["Id", "SyncToken", "MetaData", "domain"])
        {
            entity[field] = there[field]!.DeepClone();
        }

        new QuickBooksRules(this).Check(kind, entity, there, include);
        entity["sparse"] = false;
        entity["SyncToken"] = (int.Parse(Text(there, "SyncToken")!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        Touch(entity);
        _objects[kind][Text(entity, "Id")!] = entity;
        Settle();
        return Shown(kind, entity);
    }

    internal JsonObject Delete(string kind, JsonObject body)
    {
        var there = Current(kind, body);
        new QuickBooksRules(this).CheckPeriod(kind, there);
        var stub = new JsonObject { ["status"] = "Deleted", ["domain"] = "QBO", ["Id"] = Text(there, "Id") };
        var told = (JsonObject)stub.DeepClone();
        told["MetaData"] = new JsonObject { ["LastUpdatedTime"] = _clock.Changed() };
        _deleted.Add((kind, told));
        _objects[kind].Remove(Text(there, "Id")!);
        Settle();
        return stub;
    }

    internal JsonObject Changes(string[] kinds, DateTimeOffset since)
    {
        var left = CaptureMax;
        var parts = new JsonArray();
        foreach (var kind in kinds)
        {
            var found = Of(kind).Select(entity => Shown(kind, entity)).Concat(_deleted.Where(gone => gone.Kind == kind).Select(gone => (JsonObject)gone.Stub.DeepClone()))
                .Where(entity => ChangedAt(entity) >= since).OrderByDescending(ChangedAt).Take(left).ToList();
            left -= found.Count;
            parts.Add(found.Count == 0 ? new JsonObject() : new JsonObject { [kind] = new JsonArray([.. found]), ["startPosition"] = 1, ["maxResults"] = found.Count });
        }

        return new JsonObject { ["CDCResponse"] = new JsonArray(new JsonObject { ["QueryResponse"] = parts }) };
    }

    internal JsonObject Query(QuickBooksSelect select)
    {
        var kind = _objects.Keys.FirstOrDefault(known => string.Equals(known, select.Entity, StringComparison.OrdinalIgnoreCase))
            ?? throw new QuickBooksFaultException("4001", "Invalid query", $"QueryValidationError: Invalid context declaration: {select.Entity}");
        var all = QueriesBehind-- > 0 ? [] : select.All(Of(kind));
        if (select.IsCount)
        {
            return new JsonObject { ["QueryResponse"] = new JsonObject { ["totalCount"] = all.Count } };
        }

        var page = all.Skip(select.Start - 1).Take(select.Max).Select(entity => (JsonNode)Shown(kind, entity)).ToArray();
        return new JsonObject
        {
            ["QueryResponse"] = page.Length == 0 ? [] : new JsonObject { [kind] = new JsonArray(page), ["startPosition"] = select.Start, ["maxResults"] = page.Length },
        };
    }

    /// <summary>Puts an object in as it is.</summary>
    internal JsonObject Keep(string kind, JsonObject entity, string id)
    {
        (entity["domain"], entity["sparse"], entity["Id"], entity["SyncToken"]) = ("QBO", false, id, "0");
        entity["MetaData"] = new JsonObject { ["CreateTime"] = _clock.Changed(), ["LastUpdatedTime"] = _clock.Changed() };
        if (!_objects.TryGetValue(kind, out var known))
        {
            _objects[kind] = known = [];
        }

        known.Add(id, entity);
        Settle();
        return Shown(kind, entity);
    }

    /// <summary>Takes an object out without a trace.</summary>
    internal void Forget(string kind, string id) => _objects[kind].Remove(id);

    internal static string? Text(JsonObject? entity, string field) => entity?[field]?.ToString();

    internal static string? Ref(JsonObject? entity, string field) => Text(entity?[field] as JsonObject, "value");

    internal static decimal Number(JsonObject? entity, string field) =>
        entity?[field] is { } number ? decimal.Parse(number.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    private static DateTimeOffset ChangedAt(JsonObject entity) => DateTimeOffset.Parse(Text(entity["MetaData"] as JsonObject, "LastUpdatedTime")!, CultureInfo.InvariantCulture);

    private JsonObject Current(string kind, JsonObject body)
    {
        var there = Get(kind, Text(body, "Id")) ?? throw QuickBooksFaultException.NotFound();
        return Text(body, "SyncToken") == Text(there, "SyncToken") ? there : throw new QuickBooksFaultException(
            "5010", "Stale Object Error", "Stale Object Error : You and somebody were working on this at the same time. Somebody finished before you did, so your work was not saved.");
    }

    private static JsonObject Voided(string kind, JsonObject there)
    {
        if (kind != "BillPayment")
        {
            throw new QuickBooksFaultException("500", "Unsupported Operation", $"Operation Void is not supported on {kind}.");
        }

        var entity = (JsonObject)there.DeepClone();
        entity["PrivateNote"] = Text(there, "PrivateNote") is { } note ? $"Voided - {note}" : "Voided";
        (entity["TotalAmt"], entity["Line"]) = (0, new JsonArray());
        return entity;
    }

    private void Touch(JsonObject entity) => ((JsonObject)entity["MetaData"]!)["LastUpdatedTime"] = _clock.Changed();

    private int Count(string kind, Func<JsonObject, bool> isCounted)
    {
        lock (_lock)
        {
            return Of(kind).Count(isCounted);
        }
    }

    private decimal OwedToId(string vendorId) =>
        Of("Bill").Where(bill => Ref(bill, "VendorRef") == vendorId).Sum(bill => Number(bill, "Balance"))
        - Of("VendorCredit").Where(credit => Ref(credit, "VendorRef") == vendorId).Sum(credit => Number(credit, "Balance"));

    /// <summary>What is left of each bill and credit, and which payments it is linked with, follows from the payments.</summary>
    private void Settle()
    {
        foreach (var (kind, owing) in Of("Bill").Select(bill => ("Bill", bill)).Concat(Of("VendorCredit").Select(credit => ("VendorCredit", credit))))
        {
            var links = new JsonArray();
            var open = Number(owing, "TotalAmt");
            foreach (var payment in Of("BillPayment"))
            {
                foreach (var line in QuickBooksRules.LinesFor(payment, kind, Text(owing, "Id")!))
                {
                    open -= Number(line, "Amount");
                    links.Add(new JsonObject { ["TxnId"] = Text(payment, "Id"), ["TxnType"] = $"BillPayment{Text(payment, "PayType")}" });
                }
            }

            if (open != Number(owing, "Balance") || links.Count != ((owing["LinkedTxn"] as JsonArray)?.Count ?? 0))
            {
                (owing["Balance"], owing["LinkedTxn"]) = (open, links);
                Touch(owing);
            }
        }
    }

    /// <summary>An object as it is answered: tax identifiers are masked, and a vendor's balance is what is owed now.</summary>
    private JsonObject Shown(string kind, JsonObject entity)
    {
        var shown = (JsonObject)entity.DeepClone();
        if (kind == "Vendor")
        {
            shown["Balance"] = OwedToId(Text(entity, "Id")!);
            if (Text(entity, "TaxIdentifier") is { Length: > 4 } number)
            {
                shown["TaxIdentifier"] = new string('X', number.Length - 4) + number[^4..];
            }
        }

        if (HidesLinks)
        {
            shown.Remove("LinkedTxn");
        }

        return shown;
    }
}
